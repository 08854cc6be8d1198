"""The catalogue of awards: what the regulation names, what is offered everywhere, what the organization has added."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Actor, requires
from accounts.views.shared import done_by, posted, say
from programs.regulation.catalogue.choices import AWARD_CONDITIONS

from ..award_catalogue import Award
from ..models import OwnAward
from ..queries.recognition import catalogue_of
from ..recognition_forms import OwnAwardForm
from ..services import own_awards as service


@require_http_methods(["GET", "HEAD", "POST"])
@requires("award.manage")
def award_catalogue(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = OwnAwardForm(posted(request), actor=actor)
    if (
        request.method == "POST"
        and form.is_valid()
        and done_by(form, partial(service.add, actor=actor, fields=form.cleaned_data))
    ):
        say(request, _("Награда добавлена: к ней уже можно представлять"))
        return redirect("award_catalogue")
    own = set(
        OwnAward.objects.filter(organization_id=actor.organization_id, retired_on=None).values_list("pk", flat=True)
    )
    context = {"rows": [_line(award, told, basis, own) for award, told, basis in catalogue_of(actor)], "form": form}
    return render(request, "reports/award_catalogue.html", context, status=422 if form.is_bound else 200)


def _line(award: Award, conditions: tuple[str, ...], basis: str, own: set[int]) -> dict:
    pk = int(award.key.removeprefix("own-")) if award.key.startswith("own-") else 0
    words = ", ".join(str(AWARD_CONDITIONS[code]) for code in conditions if code in AWARD_CONDITIONS)
    return {"award": award, "basis": basis, "conditions": words, "pk": pk if pk in own else 0}


@require_POST
@requires("award.manage")
def own_award_retire(request: HttpRequest, pk: int) -> HttpResponse:
    rows = OwnAward.objects.visible_to(request.actor).filter(organization_id=request.actor.organization_id)
    service.retire(actor=request.actor, award=get_object_or_404(rows, pk=pk))
    say(request, _("Награда убрана из перечня: присуждённые остались"))
    return redirect("award_catalogue")

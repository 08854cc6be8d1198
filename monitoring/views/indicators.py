"""The region's own indicators: a list, one more, one retired."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import requires
from accounts.views.shared import done_by, posted, say

from ..indicator_catalogue import AUDIENCES, KINDS, SPHERES, catalogue
from ..measure_forms import IndicatorForm
from ..models import OwnIndicator
from ..queries.indicators import as_indicator
from ..services.indicators import add_indicator, retire_indicator


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicator.manage")
def indicator_list(request: HttpRequest) -> HttpResponse:
    form = IndicatorForm(posted(request))
    valid = request.method == "POST" and form.is_valid()
    if valid and done_by(form, lambda: add_indicator(actor=request.actor, **form.words())):
        say(request, _("Показатель добавлен: школы увидят его среди замеров"))
        return redirect("indicator_list")
    own = OwnIndicator.objects.visible_to(request.actor).filter(retired_on=None)
    context = {
        "form": form,
        "own": [{"row": row, **_words(as_indicator(row))} for row in own],
        "shipped": [_words(one) for one in catalogue().values()],
    }
    return render(request, "monitoring/indicator_list.html", context, status=422 if form.is_bound else 200)


def _words(one) -> dict:
    return {
        "one": one, "audience": ", ".join(str(AUDIENCES[who]) for who in one.audience),
        "sphere": SPHERES[one.sphere], "kind": KINDS[one.kind],
    }  # fmt: skip


@require_POST
@requires("indicator.manage")
def indicator_retire(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(OwnIndicator.objects.visible_to(request.actor), pk=pk)
    retire_indicator(actor=request.actor, indicator=row)
    say(request, _("Показатель больше не измеряют; прежние значения остались"))
    return redirect("indicator_list")

"""Who leads whom in a municipality: the list, and a tutor for one teacher."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import requires
from accounts.views.shared import done_by, page_of, posted, whole_number

from ..forms.routes import TutorChoiceForm
from ..models import LearningRoute
from ..queries.tutors import led_below, with_tutors
from ..services import tutors as service


@require_safe
@requires("route.assign")
def tutor_board(request: HttpRequest) -> HttpResponse:
    page = page_of(request, led_below(request.actor))
    context = {"page": page, "rows": with_tutors(list(page), request.actor)}
    return render(request, "programs/tutor_board.html", context)


def _route(request: HttpRequest, pk: int) -> LearningRoute:
    """Of a school below; whose route it is, and nothing of what it says."""
    if (found := led_below(request.actor).filter(pk=pk).first()) is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@requires("route.assign")
def tutor_attach(request: HttpRequest, pk: int) -> HttpResponse:
    route = _route(request, pk)
    form = TutorChoiceForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        tutor = form.cleaned_data["tutor"]
        if done_by(form, lambda: service.attach(actor=request.actor, route=route, tutor=tutor)):
            messages.success(request, _("Тьютор закреплён, педагог об этом узнал"))
            return redirect("tutor_board")
    context = {"form": form, "route": route}
    return render(request, "programs/tutor_attach.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("route.assign")
def tutor_detach(request: HttpRequest, pk: int) -> HttpResponse:
    grant_id = whole_number(request.POST.get("grant")) or 0
    service.detach(actor=request.actor, route=_route(request, pk), grant_id=grant_id)
    messages.success(request, _("Тьютор откреплён"))
    return redirect("tutor_board")

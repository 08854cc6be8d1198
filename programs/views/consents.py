"""My consents, and a consent to read and decide about; on paper it is the curator's to mark."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires
from accounts.services.files import detected_type

from ..forms.consents import PaperConsentForm
from ..models import Consent
from ..queries.consent_terms import endings
from ..services import consent_answers


@requires()
def consent_list(request: HttpRequest) -> HttpResponse:
    """One's own consents: those that wait for a decision first; for the curator what ends soon at the school."""
    actor = request.actor
    me = actor.person_id
    rows = Consent.objects.filter(Q(person_id=me) | Q(signer_id=me)).select_related("organization", "unit", "person")
    waiting = [row for row in rows if row.state == Consent.State.SENT and row.decider_id == me]
    decided = [row for row in rows if row not in waiting]
    ending = endings(actor.organization, actor.today) if actor.may("consent.paper") else []
    context = {"waiting": waiting, "decided": decided, "ending": ending}
    return render(request, "programs/consent_list.html", context)


@requires()
def consent_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The text, whole, and two buttons of equal size."""
    actor = request.actor
    consent = get_visible(Consent, actor, pk, "person", "organization", "unit", "scan")
    context = {
        "consent": consent,
        "mine": consent.decider_id == actor.person_id,
        "may_mark_paper": actor.may("consent.paper") and actor.signs_for(consent.organization_id),
    }
    return render(request, "programs/consent_detail.html", context)


def _decide(verb, done):
    @require_POST
    @requires()
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        consent = get_visible(Consent, request.actor, pk)
        verb(actor=request.actor, consent=consent)
        messages.success(request, done)
        return redirect("consent_detail", pk)

    view.access = "signed in"
    return view


consent_sign = _decide(consent_answers.sign, _("Согласие дано"))
consent_decline = _decide(consent_answers.decline, _("Вы отказались: это никак не отразится на вас"))
consent_revoke = _decide(consent_answers.revoke, _("Согласие отозвано, обработка остановлена"))


@require_http_methods(["GET", "POST"])
@requires("consent.paper")
def consent_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """«Подписано на бумаге, дата» with a scan."""
    consent = get_visible(Consent, request.actor, pk, "person", "organization")
    today = request.actor.today
    form = PaperConsentForm(request.POST or None, request.FILES or None, initial={"on": today}, today=today)
    if request.method == "POST" and form.is_valid():
        scan, _name = form.cleaned_data["scan"]
        consent_answers.sign_on_paper(
            actor=request.actor,
            consent=consent,
            on=form.cleaned_data["on"],
            scan=scan or None,
            scan_type=detected_type(scan) or "",
        )
        messages.success(request, _("Подпись на бумаге отмечена"))
        return redirect("consent_detail", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/consent_paper.html", {"consent": consent, "form": form}, status=status)

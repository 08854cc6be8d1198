"""My consents, and a consent to read and decide about; on paper it is the curator's to mark, one or a pile."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, is_own, requires
from accounts.qr import qr_data_uri
from accounts.secrets import grouped
from accounts.services.files import detected_type
from accounts.views.shared import done_by, page_of, posted, whole_number

from ..forms.consents import PaperConsentForm, PaperPileForm
from ..models import Consent
from ..queries.awaited import awaited, to_invite, to_link
from ..queries.consent_terms import endings
from ..queries.names import known_to
from ..services import consent_answers, consent_lists, consents


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
        messages.success(request, _("Подпись на бумаге отмечена: %s") % consent.person.full_name)
        return redirect("consents_awaited")
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/consent_paper.html", {"consent": consent, "form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@requires("consent.paper")
def consents_awaited(request: HttpRequest) -> HttpResponse:
    """Whom the school waits for: letters, personal links, and a pile of paper with one date."""
    actor, verb = request.actor, request.POST.get("verb", "")
    if verb == "invite":
        messages.success(request, _("Отправлено приглашений: %s") % consent_lists.invite(actor=actor))
        return redirect("consents_awaited")
    if verb == "links":
        return _links(request)
    form = PaperPileForm(posted(request), initial={"on": actor.today}, today=actor.today)
    sure = verb == "ask_all"  # without a script the question comes with the next page
    if request.method == "POST" and form.is_valid() and not sure:
        names = request.POST.getlist("shown" if verb == "all" else "consent")
        ids = [number for text in names if (number := whole_number(text)) is not None]
        signed: list[int] = []

        def sign() -> None:
            signed.append(consent_lists.sign_many_on_paper(actor=actor, ids=ids, on=form.cleaned_data["on"]))

        if done_by(form, sign):
            messages.success(request, _("Отмечено подписанных на бумаге: %s") % signed[0])
            return redirect("consents_awaited")
    context = {
        "form": form,
        "sure": sure and not form.errors,
        "page": page_of(request, awaited(actor)),
        "invited": to_invite(actor).count(),
        "linked": to_link(actor).count(),
    }
    return render(request, "programs/consents_awaited.html", context, status=422 if form.errors else 200)


def _links(request: HttpRequest) -> HttpResponse:
    given = consent_lists.give_links(actor=request.actor)
    if not given:
        messages.warning(request, _("Ссылки уже выданы: новую даёт карточка человека"))
        return redirect("consents_awaited")
    rows = [
        {
            "person": person,
            "link": one,
            "code": grouped(one.code),
            "qr": qr_data_uri(one.address),
        }
        for person, one in given
    ]
    path = reverse("enter_region", args=[given[0][0].region.code])
    context = {"rows": rows, "enter_url": f"{settings.SITE_URL}{path}", "left": to_link(request.actor).count()}
    return render(request, "programs/consent_links.html", context)


@require_POST
@requires("bank.manage")
def transfer_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A person is asked to let his data go to a body above, or his name be spread; a no is not asked about again."""
    actor = request.actor
    person = get_object_or_404(known_to(actor.organization), pk=pk)
    named = request.POST.get("kind") == "distribution"
    kind = Consent.Kind.PDN_DISTRIBUTION if named else Consent.Kind.PDN_TRANSFER
    told = {"organization": actor.organization, "people": [person], "kind": kind}
    if consents.ask_those_who_have_not_refused(actor=actor, **told):
        messages.success(request, _("Спросили: ответ придёт в «Мои согласия» человека, вы увидите его здесь"))
    else:
        messages.info(request, _("Его уже спрашивали: он ещё не ответил или отказался"))
    back = request.POST.get("next", "")
    return redirect(back if is_own(request, back) else "consents_awaited")

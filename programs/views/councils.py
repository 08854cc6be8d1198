"""The body of mentors: its seats, minutes with decisions, cases, the register of young specialists."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Actor, get_visible, requires
from accounts.refusal import Refusal
from accounts.templatetags.ui_words import initials, ru_date
from accounts.views.shared import done_by, page_of, posted, version_read

from ..forms.councils import CaseForm, CouncilForm, DecisionFormSet, MeetingForm, MinutesForm, decision_initial
from ..models import Consent, Council, CouncilCase, CouncilDecision, CouncilMinutes
from ..paper_orders import council_order
from ..queries.councils import (
    body_that_hears,
    chair_stands_aside,
    heard_cases,
    is_side,
    label_of,
    living_council,
    proposed_council,
    seats_at,
    young_specialists,
)
from ..queries.regulations import effective_regulation
from ..services import cases, councils, minutes, orders
from ..workflow import possible
from .papers import Paper, Press, form_page, paper_page, tag_of, with_whom


@requires("council.view")
def council(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    rules = effective_regulation(actor.organization, actor.today)
    living, proposed = living_council(actor.organization), proposed_council(actor.organization)
    rows = CouncilMinutes.objects.visible_to(actor).select_related("council")
    open_cases = CouncilCase.objects.visible_to(actor).exclude(state__in=["executed", "withdrawn"])
    decisions = CouncilDecision.objects.filter(minutes__in=rows, minutes__state="signed", done_on=None)
    context = {
        "label": living.label if living else label_of(actor.organization, actor),
        "none": rules.value("council") == "none",
        "clause": rules["council"].basis,
        "living": living,
        "seats": list(living.seats.filter(left_on=None).select_related("person")) if living else [],
        "proposed": proposed,
        "proposed_seats": _proposed_seats(proposed),
        "may_propose": actor.may("unit.manage"),
        "works": actor.may("council.work"),
        "page": page_of(request, rows),
        "cases": list(open_cases.select_related("author")[:20]) if actor.may("council.work") else [],
        "waiting": list(decisions.exclude(executor=None).select_related("executor", "minutes")[:20]),
        "hears": living is not None and bool(rules.value("council_functions")),
        "keeps_register": rules.value("council_keeps_register"),
        "today": actor.today,
    }
    return render(request, "programs/council.html", context)


def _proposed_seats(proposed: Council | None) -> list[dict[str, Any]]:
    """The proposed composition with each member's answer, where he is asked."""
    if proposed is None:
        return []
    seats = list(proposed.seats.filter(left_on=None).select_related("person"))
    people = [seat.person_id for seat in seats]
    asked = Consent.objects.filter(organization=proposed.organization, kind=Consent.Kind.COUNCIL, person__in=people)
    states = dict(asked.order_by("pk").values_list("person_id", "state"))
    return [{"seat": seat, "consent": states.get(seat.person_id, "")} for seat in seats]


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def council_new(request: HttpRequest) -> HttpResponse:
    form = CouncilForm(posted(request), actor=request.actor)
    if form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: councils.propose(actor=request.actor, **data)):
            messages.success(request, _("Состав предложен. Теперь его создаёт приказ"))
            return redirect("council")
    return form_page(
        request, form, title=_("Предложить состав"), label=_("Предложить состав"), back=reverse("council"),
        crumb=_("Орган наставников"), keep=_("Не предлагать"),
        lead=_("В состав входят наставники школы; где членство добровольное, каждого спросят."),
    )  # fmt: skip


@require_POST
@requires("unit.manage")
def council_send(request: HttpRequest, pk: int) -> HttpResponse:
    """The order that creates the body, written by the system and sent to the head."""
    row = get_visible(Council, request.actor, pk, "organization")
    order = orders.send_order(actor=request.actor, draft=council_order(request.actor, row))
    messages.success(request, _("Приказ отправлен на утверждение"))
    return redirect("order_detail", order.pk)


@require_http_methods(["GET", "POST"])
@requires("council.work")
def minutes_new(request: HttpRequest) -> HttpResponse:
    """The agenda names the cases that are being heard already."""
    heard = [
        _("Обращение (%(kind)s): %(who)s") % {"kind": row.get_kind_display(), "who": initials(row.author)}
        for row in heard_cases(request.actor)
    ]
    form = MeetingForm(posted(request), initial={"held_on": request.actor.today, "agenda": "\n".join(heard)})
    if form.is_valid():
        made: list[CouncilMinutes] = []
        data = form.cleaned_data
        if done_by(form, lambda: made.append(minutes.draft(actor=request.actor, **data))):
            messages.success(request, _("Заседание назначено, члены узнали о нём"))
            return redirect("minutes_detail", made[0].pk)
    return form_page(
        request, form, title=_("Назначить заседание"), label=_("Назначить заседание"), back=reverse("council"),
        crumb=_("Орган наставников"), keep=_("Не назначать"),
    )  # fmt: skip


@requires("council.view")
def minutes_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as they are printed; the chair signs here by one press."""
    actor = request.actor
    row = get_visible(CouncilMinutes, actor, pk, "council__organization", "signed_by")
    works = actor.may("council.work") and actor.signs_for(row.organization_id)
    context = {
        "minutes": row,
        "present": minutes.seats_of(row),
        "seats": seats_at(row).count(),
        "decisions": list(row.decisions.select_related("executor", "program", "case")),
        "signs": _signs(row, actor),
        "edits": works and row.state == CouncilMinutes.State.DRAFT,
        "marks": works and row.state == CouncilMinutes.State.SIGNED,
    }
    return render(request, "programs/minutes.html", context)


def _signs(row: CouncilMinutes, actor: Actor) -> bool:
    """The chair; where a case is about him, any other member whom it is not about."""
    can = possible(row, actor)
    verb = "sign_for_chair" if chair_stands_aside(row) else "sign_minutes"
    return verb in can and not is_side(actor.person_id, row)


@require_http_methods(["GET", "POST"])
@requires("council.work")
def minutes_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was there, what was decided and how they voted: the whole draft on one page."""
    actor = request.actor
    row = get_visible(CouncilMinutes, actor, pk, "council__organization")
    saved = {
        "version": row.version,
        "number": row.number,
        "held_on": row.held_on,
        "agenda": row.agenda,
        "present": [one.seat_id for one in row.present.all()] or [seat.pk for seat in seats_at(row)],
    }
    form = MinutesForm(posted(request), minutes=row, initial=saved)
    lines = DecisionFormSet(
        posted(request), prefix="decision", form_kwargs={"actor": actor}, initial=decision_initial(row, actor)
    )
    if form.is_bound and (form.is_valid() & lines.is_valid()):
        drafts = [line.draft() for line in lines if not line.is_blank]
        data = form.cleaned_data | {"present": list(form.cleaned_data["present"]), "decisions": drafts}
        if done_by(form, lambda: minutes.write(actor=actor, minutes=row, **data)):
            return redirect("minutes_edit" if "more" in request.POST else "minutes_detail", pk)
    status = 422 if form.is_bound else 200
    return render(request, "programs/minutes_edit.html", {"minutes": row, "form": form, "lines": lines}, status=status)


@require_POST
@requires("council.work")
def minutes_sign(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(CouncilMinutes, request.actor, pk, "council__organization")
    if not request.actor.may("council.chair") and not chair_stands_aside(row):
        raise PermissionDenied
    minutes.sign(actor=request.actor, minutes=row, version=version_read(request))
    messages.success(request, _("Протокол подписан, решения пошли в дело"))
    return redirect("minutes_detail", pk)


@require_POST
@requires("council.work")
def decision_done(request: HttpRequest, pk: int) -> HttpResponse:
    rows = CouncilDecision.objects.filter(minutes__in=CouncilMinutes.objects.visible_to(request.actor))
    row = get_object_or_404(rows, pk=pk)
    minutes.mark_done(actor=request.actor, decision=row)
    messages.success(request, _("Исполнение отмечено"))
    return redirect("minutes_detail", row.minutes_id)


@requires("council.work")
def council_register(request: HttpRequest) -> HttpResponse:
    """Young specialists and other mentees with their mentors, where the regulation leaves the register to the body."""
    actor = request.actor
    rules = effective_regulation(actor.organization, actor.today)
    if not rules.value("council_keeps_register"):
        raise Refusal(_("Учёт молодых специалистов ведёт куратор"), clause=rules["council_keeps_register"].basis)
    page = page_of(request, young_specialists(actor))
    return render(request, "programs/council_register.html", {"page": page})


@require_http_methods(["GET", "POST"])
@requires()
def case_new(request: HttpRequest) -> HttpResponse:
    """Anybody of the school: advice, agreement, arbitration or mediation, by the functions of the regulation."""
    actor: Actor = request.actor
    if body_that_hears(actor) is None:
        raise Refusal(_("Орган наставников не создан"), todo=_("Обратитесь к куратору"))
    form = CaseForm(posted(request), actor=actor)
    if form.is_valid():
        made: list[CouncilCase] = []
        data = form.cleaned_data
        if done_by(form, lambda: made.append(cases.file(actor=actor, **data))):
            messages.success(request, _("Обращение принято"))
            return redirect("case_detail", made[0].pk)
    return form_page(
        request, form, title=_("Обращение: %s") % label_of(actor.organization, actor), label=_("Обратиться"),
        back=reverse("home"), crumb=_("Рабочий стол"), keep=_("Не обращаться"),
        lead=_("Прочтут вы и члены органа. Решение и его исполнение запишут."),
    )  # fmt: skip


@requires()
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor = request.actor
    row = get_visible(CouncilCase, actor, pk, "organization", "author", "unit")
    decision = row.decisions.filter(minutes__state="signed").select_related("minutes").first()
    works = actor.may("council.work") and actor.signs_for(row.organization_id)
    paper = Paper(
        title=_("Обращение: %s") % row.get_kind_display(),
        crumb=(_("Орган наставников"), reverse("council")) if works else (_("Рабочий стол"), reverse("home")),
        lead=_("%(who)s, %(day)s.") % {"who": row.author.full_name, "day": ru_date(row.filed_on)},
        tag=tag_of(row),
        text=row.text,
        facts=[
            (_("Пара"), with_whom(row.unit) if row.unit else ""),
            (_("Решение"), decision.text if decision else ""),
            (
                _("Протокол"),
                _("от %(day)s № %(number)s")
                % {"day": f"{decision.minutes.held_on:%d.%m.%Y}", "number": decision.minutes.number}
                if decision
                else "",
            ),
            (_("Исполнено"), ru_date(row.executed_on) if row.executed_on else ""),
        ],
    )
    if works and row.author_id != actor.person_id and row.state == CouncilCase.State.FILED:
        paper.presses = [Press(reverse("case_hear", args=[pk]), _("Взять на рассмотрение"))]
        paper.hint = _("Решение записывают в протокол заседания.")
    elif works and row.author_id != actor.person_id and row.state == CouncilCase.State.HEARD:
        paper.links = [_to_the_minutes(row)]
    elif row.author_id == actor.person_id and row.state in {CouncilCase.State.FILED, CouncilCase.State.HEARD}:
        paper.presses = [Press(reverse("case_withdraw", args=[pk]), _("Отозвать обращение"))]
    return paper_page(request, paper)


def _to_the_minutes(row: CouncilCase) -> tuple[str, str]:
    """Where the decision is written: the meeting that is prepared already, or a new one."""
    prepared = CouncilMinutes.objects.filter(council__organization_id=row.organization_id, state="draft").first()
    if prepared is None:
        return reverse("minutes_new"), _("Назначить заседание")
    return reverse("minutes_edit", args=[prepared.pk]), _("Записать решение в протокол")


@require_POST
@requires("council.work")
def case_hear(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(CouncilCase, request.actor, pk, "organization")
    cases.hear(actor=request.actor, case=row)
    messages.success(request, _("Обращение рассматривают"))
    return redirect("case_detail", pk)


@require_POST
@requires()
def case_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(CouncilCase, request.actor, pk, "organization")
    cases.withdraw(actor=request.actor, case=row)
    messages.success(request, _("Обращение отозвано"))
    return redirect("case_detail", pk)

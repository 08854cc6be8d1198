"""Statements of participants and the change of mentor that follows from them."""

from django.contrib import messages
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires
from accounts.templatetags.ui_words import ru_date
from accounts.views.shared import done_by, page_of, posted

from ..forms.papers import AnswerForm, ApplicationForm, NewMentorForm
from ..models import Application, MentoringAgreement, MentorReplacement, Unit
from ..paper_orders import replacement_order
from ..paper_transitions import BY_HEAD
from ..queries.councils import body_that_hears
from ..services import applications as service
from ..services import orders, replacements
from .papers import Paper, Press, decides, form_page, heads, paper_page, tag_of, with_whom

Kind = Application.Kind
TITLES = {
    Kind.RELEASE: _("О сложении обязанностей наставника"),
    Kind.REPLACE: _("О замене наставника"),
    Kind.JOIN: _("О вступлении в программу наставничества"),
    Kind.LEAVE: _("О выходе из программы наставничества"),
}
LEADS = {
    Kind.RELEASE: _("Увидят куратор и руководитель, ответ — в три рабочих дня. Программа сохранится за парой."),
    Kind.REPLACE: _("Увидят куратор и руководитель, ответ — в три рабочих дня. Программа и сделанное сохранятся."),
    Kind.JOIN: _("Увидят куратор и руководитель. Согласия спросят отдельно."),
    Kind.LEAVE: _("Увидят куратор и руководитель. Если вы в паре, сначала завершают программу."),
}


@requires()
def application_list(request: HttpRequest) -> HttpResponse:
    """One's own; the school's for its curator and head, those that wait first."""
    rows = Application.objects.visible_to(request.actor).select_related("author")
    waits = Case(When(state=Application.State.FILED, then=0), default=1)
    rows = rows.order_by(waits, "-filed_on", "-pk")
    context = {
        "page": page_of(request, rows),
        "today": request.actor.today,
        "decides": request.actor.may("application.decide"),
    }
    context["council"] = None if context["decides"] else body_that_hears(request.actor)
    return render(request, "programs/application_list.html", context)


@require_http_methods(["GET", "POST"])
@requires()
def application_new(request: HttpRequest, kind: str) -> HttpResponse:
    """To join or to leave: not about a pair."""
    if kind not in {Kind.JOIN, Kind.LEAVE}:
        raise Http404
    return _file(request, kind, None, reverse("application_list"), _("Заявления"))


@require_http_methods(["GET", "POST"])
@requires()
def unit_application(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A statement of a participant of the pair: ready words, one press."""
    unit = get_visible(Unit, request.actor, pk, "organization__region", "curator")
    if kind not in service.OF_A_UNIT or not unit.members.filter(person_id=request.actor.person_id).exists():
        raise Http404
    return _file(request, kind, unit, reverse("unit_detail", args=[pk]), _("Пара"))


def _file(request: HttpRequest, kind: str, unit: Unit | None, back: str, crumb: str) -> HttpResponse:
    form = ApplicationForm(posted(request), kind=kind)
    if form.is_valid():
        data = form.cleaned_data
        filed: list[Application] = []
        if done_by(form, lambda: filed.append(service.file(actor=request.actor, kind=kind, unit=unit, **data))):
            messages.success(request, _("Заявление подано: его увидят куратор и руководитель"))
            return redirect("application_detail", filed[0].pk)
    return form_page(
        request, form, title=TITLES[Kind(kind)], lead=LEADS[Kind(kind)], label=_("Подать заявление"), back=back,
        crumb=crumb, keep=_("Не подавать"),
    )  # fmt: skip


def _last_day(row: Application) -> str:
    """By the notice that a mentor with an agreement has given by filing (ТК, ст. 351.8)."""
    if row.kind != Kind.RELEASE:
        return ""
    given = MentoringAgreement.objects.filter(unit_id=row.unit_id, person_id=row.author_id, last_day__isnull=False)
    agreement = given.order_by("-pk").first()
    return ru_date(agreement.last_day) if agreement and agreement.last_day else ""


@requires()
def application_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor = request.actor
    row = get_visible(Application, actor, pk, "organization", "author", "answered_by", "unit")
    decider = heads(actor, row.organization_id) if row.kind in BY_HEAD else decides(actor, row.organization_id)
    may_decide = row.state == Application.State.FILED and decider and row.author_id != actor.person_id
    paper = Paper(
        title=TITLES[Kind(row.kind)],
        crumb=(_("Заявления"), reverse("application_list")),
        lead=_("%(who)s, подано %(day)s.") % {"who": row.author.full_name, "day": ru_date(row.filed_on)},
        tag=tag_of(row),
        text=row.text,
        facts=[
            (_("Пара"), with_whom(row.unit) if row.unit else ""),
            (_("Ответить до"), ru_date(row.answer_until) if row.state == Application.State.FILED else ""),
            (_("Последний день обязанностей"), _last_day(row)),
            (_("Ответ"), row.answer),
            (_("Ответил"), row.answered_by.full_name if row.answered_by else ""),
        ],
    )
    if may_decide:
        paper.presses = [Press(reverse("application_accept", args=[pk]), _("Удовлетворить"))]
        paper.refuse = (reverse("application_decline", args=[pk]), _("Отклонить"), _("Отклонить с объяснением"))
        if row.kind in service.NAMED:
            paper.hint = _("Пара будет ждать нового наставника: его предложит куратор, утвердите вы приказом.")
    elif row.state == Application.State.FILED and row.author_id == actor.person_id:
        paper.presses = [Press(reverse("application_withdraw", args=[pk]), _("Отозвать заявление"))]
    if row.unit is not None and Unit.objects.visible_to(actor).filter(pk=row.unit_id).exists():
        paper.links = [(reverse("unit_detail", args=[row.unit_id]), _("Карточка пары"))]
    paper.links = [*paper.links, (reverse("paper_page", args=["statement", pk]), _("Заявление на бумаге: PDF и DOCX"))]
    return paper_page(request, paper)


@require_POST
@requires("application.decide")
def application_accept(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Application, request.actor, pk, "organization", "author", "unit__organization")
    service.accept(actor=request.actor, application=row)
    messages.success(request, _("Заявление удовлетворено, автор узнал об этом"))
    return redirect("application_detail", pk)


@require_POST
@requires("application.decide")
def application_decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Application, request.actor, pk, "organization", "author")
    form = AnswerForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    service.turn_down(actor=request.actor, application=row, answer=answer)
    messages.success(request, _("Заявление отклонено, автор прочтёт ответ"))
    return redirect("application_detail", pk)


@require_POST
@requires()
def application_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Application, request.actor, pk, "organization")
    service.take_back(actor=request.actor, application=row)
    messages.success(request, _("Заявление отозвано"))
    return redirect("application_detail", pk)


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def unit_new_mentor(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose who takes the pair over; he is asked for his consent at once."""
    unit = get_visible(Unit, request.actor, pk, "organization__region", "curator")
    form = NewMentorForm(posted(request), unit=unit)
    if form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: replacements.choose(actor=request.actor, unit=unit, **data)):
            messages.success(request, _("Новый наставник получил просьбу о согласии"))
            return redirect("unit_detail", pk)
    return form_page(
        request, form, title=_("Новый наставник"), label=_("Предложить наставнику"),
        back=reverse("unit_detail", args=[pk]), crumb=_("Пара"), keep=_("Не менять выбор"), lead=with_whom(unit),
    )  # fmt: skip


@require_POST
@requires("unit.manage")
def replacement_send(request: HttpRequest, pk: int) -> HttpResponse:
    """The order of the change, written by the system and sent to the head."""
    rows = MentorReplacement.objects.filter(organization_id=request.actor.organization_id)
    row = get_object_or_404(rows.select_related("unit__curator", "former__person", "mentor_entry__person"), pk=pk)
    order = orders.send_order(actor=request.actor, draft=replacement_order(request.actor, row))
    messages.success(request, _("Приказ отправлен на утверждение"))
    return redirect("order_detail", order.pk)

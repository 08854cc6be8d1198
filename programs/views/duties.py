"""A release from duties, a look at a personnel file, a colleague's help: asked, decided by one press."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Employment
from accounts.permissions import get_visible, requires
from accounts.templatetags.ui_words import ru_date
from accounts.views.shared import done_by, posted

from ..forms.papers import AccessForm, AnswerForm, HelperForm, ReleaseForm, SubstituteForm
from ..models import DutyRelease, FileAccess, HelperInvitation, MenteeEntry, Unit, UnitMember
from ..paper_orders import release_order
from ..services import colleagues, duty_releases, file_access, orders
from .papers import Paper, Press, form_page, heads, paper_page, tag_of


def _unit(request: HttpRequest, pk: int, *, mentor: bool = False) -> Unit:
    """A pair of the actor's: a participant's, or for a release the curator's too. Otherwise there is no page."""
    unit = get_visible(Unit, request.actor, pk, "organization__region", "curator")
    mine = unit.members.filter(person_id=request.actor.person_id, left_on=None)
    mine = mine.filter(side=UnitMember.Side.MENTOR) if mentor else mine
    manages = not mentor and request.actor.may("unit.manage")
    if not manages and not mine.exists():
        raise Http404
    return unit


def _pair(unit_id: int) -> str:
    return reverse("unit_detail", args=[unit_id])


@require_http_methods(["GET", "POST"])
@requires()
def release_new(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _unit(request, pk)
    form = ReleaseForm(posted(request), actor=request.actor, unit=unit)
    if form.is_valid():
        made: list[DutyRelease] = []
        data = form.cleaned_data
        if done_by(form, lambda: made.append(duty_releases.ask(actor=request.actor, unit=unit, **data))):
            messages.success(request, _("Просьба отправлена руководителю и куратору"))
            return redirect("release_detail", made[0].pk)
    return form_page(
        request, form, title=_("Освобождение на мероприятие"), label=_("Попросить"), back=_pair(pk), crumb=_("Пара"),
        keep=_("Не просить"), lead=_("В исключительном случае, по приказу: замену и порядок работы укажет куратор."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires()
def release_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The curator names the substitute and sends the order by one press; the head may refuse."""
    actor = request.actor
    row = get_visible(DutyRelease, actor, pk, "organization", "person", "substitute", "unit")
    open_now = row.state == DutyRelease.State.ASKED
    drafts = open_now and actor.may("unit.manage") and actor.signs_for(row.organization_id)
    order = row.clauses.exclude(order__state="cancelled").select_related("order").order_by("-pk").first()
    form = None
    if drafts and order is None:
        initial = {"substitute": row.substitute, "continuity": row.continuity}
        form = SubstituteForm(posted(request), actor=actor, initial=initial)
        if form.is_valid():
            data = form.cleaned_data
            if done_by(form, lambda: _send_release(request, row, data)):
                messages.success(request, _("Приказ отправлен на утверждение"))
                return redirect("release_detail", pk)
    paper = Paper(
        title=_("Освобождение на мероприятие"),
        crumb=(_("Пара"), _pair(row.unit_id)),
        lead=_("%(who)s, %(day)s.") % {"who": row.person.full_name, "day": ru_date(row.on)},
        tag=tag_of(row),
        facts=[
            (_("Мероприятие"), row.activity),
            (_("От чего освободить"), row.lessons),
            (_("Почему"), row.reason),
            (_("Кто замещает"), row.substitute.full_name if row.substitute else ""),
            (_("Как не прервётся работа"), row.continuity),
            (_("Почему отказано"), row.answer),
        ],
        form=form,
        form_title=_("Замена и приказ"),
        form_label=_("Составить приказ и отправить"),
        links=[(reverse("order_detail", args=[order.order_id]), _("Приказ"))] if order and drafts else [],
    )
    if open_now and heads(actor, row.organization_id):
        paper.refuse = (reverse("release_refuse", args=[pk]), _("Отказать"), _("Отказать с объяснением"))
        paper.hint = _("Если вы согласны, дождитесь приказа: куратор укажет замену, вы утвердите.")
        if order is not None:
            paper.links = [(reverse("order_detail", args=[order.order_id]), _("Приказ ждёт вашего решения"))]
    return paper_page(request, paper, 422 if form is not None and form.is_bound else 200)


def _send_release(request: HttpRequest, row: DutyRelease, data: dict) -> None:
    asked = duty_releases.complete(actor=request.actor, release=row, **data)
    orders.send_order(actor=request.actor, draft=release_order(request.actor, asked))


@require_POST
@requires("order.approve")
def release_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(DutyRelease, request.actor, pk, "organization", "person")
    form = AnswerForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    duty_releases.refuse(actor=request.actor, release=row, answer=answer)
    messages.success(request, _("Отказано, участник прочтёт ответ"))
    return redirect("release_detail", pk)


@require_http_methods(["GET", "POST"])
@requires()
def access_new(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _unit(request, pk, mentor=True)
    form = AccessForm(posted(request), unit=unit, today=request.actor.today)
    if form.is_valid():
        made: list[FileAccess] = []
        data = form.cleaned_data
        if done_by(form, lambda: made.append(file_access.ask(actor=request.actor, unit=unit, **data))):
            messages.success(request, _("Просьба отправлена руководителю"))
            return redirect("access_detail", made[0].pk)
    return form_page(
        request, form, title=_("Доступ к личному делу"), label=_("Попросить доступ"), back=_pair(pk), crumb=_("Пара"),
        keep=_("Не просить"),
        lead=_("Решает руководитель. Каждый просмотр записывается, после срока доступ закроется."),
    )  # fmt: skip


@requires()
def access_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor = request.actor
    row = get_visible(FileAccess, actor, pk, "organization", "person", "mentee")
    paper = _access_paper(row)
    if row.state == FileAccess.State.ASKED and heads(actor, row.organization_id):
        paper.presses = [Press(reverse("access_grant", args=[pk]), _("Открыть доступ"))]
        paper.refuse = (reverse("access_refuse", args=[pk]), _("Отказать"), _("Отказать с объяснением"))
    elif row.state == FileAccess.State.GRANTED and row.person_id == actor.person_id:
        paper.presses = [Press(reverse("access_look", args=[pk]), _("Посмотреть сведения"))]
        paper.hint = _("Просмотр запишется в журнал: кто, когда и чьё дело.")
    return paper_page(request, paper)


def _access_paper(row: FileAccess) -> Paper:
    return Paper(
        title=_("Доступ к личному делу"),
        crumb=(_("Пара"), _pair(row.unit_id)),
        lead=_("%(mentor)s просит сведения: %(mentee)s.")
        % {"mentor": row.person.full_name, "mentee": row.mentee.full_name},
        tag=tag_of(row),
        facts=[
            (_("Для чего"), row.purpose),
            (_("Какие сведения"), row.materials),
            (_("До какого дня"), ru_date(row.until)),
            (_("Почему отказано"), row.answer),
        ],
    )


@require_POST
@requires("order.approve")
def access_grant(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(FileAccess, request.actor, pk, "organization", "person")
    file_access.grant(actor=request.actor, access=row)
    messages.success(request, _("Доступ открыт, наставник узнал об этом"))
    return redirect("access_detail", pk)


@require_POST
@requires("order.approve")
def access_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(FileAccess, request.actor, pk, "organization", "person")
    form = AnswerForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    file_access.refuse(actor=request.actor, access=row, answer=answer)
    messages.success(request, _("Отказано, наставник прочтёт ответ"))
    return redirect("access_detail", pk)


@require_POST
@requires()
def access_look(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts of the file that the system keeps; the look is in the journal before they are shown."""
    asked = get_visible(FileAccess, request.actor, pk, "organization", "person", "mentee")
    row = file_access.look(actor=request.actor, access=asked)
    paper = _access_paper(row)
    here = Employment.objects.filter(person=row.mentee, organization_id=row.organization_id)
    jobs = here.select_related("organization").order_by("-valid_from")  # the file is this employer's
    paper.facts += [
        (_("Место работы"), f"{job.title}, {job.organization.short_name}, с {job.valid_from:%d.%m.%Y}") for job in jobs
    ]
    entry = MenteeEntry.objects.filter(person=row.mentee, organization=row.organization).first()
    if entry is not None:
        years = entry.experience_teaching
        paper.facts += [
            (_("Предмет"), entry.subject),
            (_("Педагогический стаж, лет"), "" if years is None else str(years)),
            (_("Принят на работу"), f"{entry.hired_on:%d.%m.%Y}" if entry.hired_on else ""),
        ]
    paper.hint = _("Остальные материалы покажет работник, который ведёт личные дела: сошлитесь на этот доступ.")
    return paper_page(request, paper)


@require_http_methods(["GET", "POST"])
@requires()
def helper_new(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _unit(request, pk, mentor=True)
    form = HelperForm(posted(request), unit=unit, actor=request.actor)
    if form.is_valid():
        made: list[HelperInvitation] = []
        data = form.cleaned_data
        if done_by(form, lambda: made.append(colleagues.invite(actor=request.actor, unit=unit, **data))):
            messages.success(request, _("Коллега получил вашу просьбу"))
            return redirect("helper_detail", made[0].pk)
    return form_page(
        request, form, title=_("Попросить коллегу помочь"), label=_("Попросить"), back=_pair(pk), crumb=_("Пара"),
        keep=_("Не просить"), lead=_("Одно дело на срок. Коллега увидит только его, и только если согласится."),
    )  # fmt: skip


@requires()
def helper_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Before his answer the colleague reads the request alone; with it, the line of the plan and whom to help."""
    actor = request.actor
    row = get_visible(HelperInvitation, actor, pk, "organization", "person", "invited_by", "activity", "unit")
    asked = row.person_id == actor.person_id
    opened = not asked or row.state == HelperInvitation.State.ACCEPTED
    mentees = row.unit.members.filter(side=UnitMember.Side.MENTEE, left_on=None).select_related("person")
    line = row.activity
    paper = Paper(
        title=_("Помощь коллеги"),
        crumb=(_("Рабочий стол"), reverse("home")) if asked else (_("Пара"), _pair(row.unit_id)),
        lead=_("%(mentor)s просит: %(person)s.") % {"mentor": row.invited_by.full_name, "person": row.person.full_name},
        tag=tag_of(row),
        facts=[
            (_("В чём помочь"), row.task),
            (_("До какого дня"), ru_date(row.until)),
            (_("Кому"), ", ".join(member.person.full_name for member in mentees) if opened else ""),
            (_("Мероприятие плана"), f"{line.position}. {line.text}" if line and opened else ""),
            (_("Ожидаемый результат"), line.expected if line and opened else ""),
        ],
    )
    if asked and row.state == HelperInvitation.State.ASKED:
        paper.presses = [
            Press(reverse("helper_answer", args=[pk, "yes"]), _("Помогу")),
            Press(reverse("helper_answer", args=[pk, "no"]), _("Не смогу")),
        ]
        paper.hint = _("Отказаться можно без объяснений.")
    elif row.state == HelperInvitation.State.ACCEPTED and actor.person_id in {row.person_id, row.invited_by_id}:
        paper.presses = [Press(reverse("helper_end", args=[pk]), _("Помощь закончена"))]
    return paper_page(request, paper)


@require_POST
@requires()
def helper_answer(request: HttpRequest, pk: int, says: str) -> HttpResponse:
    row = get_visible(HelperInvitation, request.actor, pk, "organization", "invited_by")
    colleagues.answer(actor=request.actor, invitation=row, agrees=says == "yes")
    messages.success(request, _("Наставник узнал о вашем ответе"))
    return redirect("helper_detail", pk)


@require_POST
@requires()
def helper_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(HelperInvitation, request.actor, pk, "organization")
    colleagues.end(actor=request.actor, invitation=row)
    messages.success(request, _("Помощь закончена, доступ закрыт"))
    return redirect("helper_detail", pk)

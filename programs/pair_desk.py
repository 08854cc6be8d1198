"""What of pairs, consents and meetings waits for a person on his first page. A fixed number of queries."""

import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem, Panel, Step
from accounts.models import Employment, Person
from accounts.permissions import Actor
from accounts.templatetags.ui_words import counted, initials, ru_date

from .models import Consent, MatchDraft, Meeting, MeetingPresence, MenteeEntry, MentorEntry, Unit, UnitMember
from .queries.new_year import worked_before
from .queries.support import AGREED, without_pair
from .queries.units import own_units, units_to_order
from .queries.year import Line, year_lines
from .services.banks import may_approve_mentors, next_reminder, search_days
from .services.new_year import year_is_open
from .terms import school_year

SOON = 2  # days before a term at which one is reminded of it
ALL_TOGETHER = 5  # up to so many mentees are matched one by one


@desk.register
def proposals_to_answer(actor: Actor) -> list[DeskItem]:
    """Pairs that the person is asked to take part in."""
    rows = UnitMember.objects.filter(
        person_id=actor.person_id, unit__state=Unit.State.PROPOSED, agreed_on=None, declined_on=None
    ).prefetch_related("unit__members__person")
    return [
        DeskItem(
            title=_("Вам предлагают участвовать в наставничестве"),
            detail=_with(row.unit, actor),
            url=reverse("unit_detail", args=[row.unit_id]),
            label=_("Ответить"),
        )
        for row in rows
    ]


@desk.register
def consents_to_decide(actor: Actor) -> list[DeskItem]:
    rows = Consent.objects.to_decide_by(actor.person_id)
    return [
        DeskItem(
            title=_t("Решить о согласии: %s") % row.get_kind_display(),
            url=reverse("consent_detail", args=[row.pk]),
            label=_("Прочитать"),
        )
        for row in rows
    ]


@desk.register
def meetings_to_confirm(actor: Actor) -> list[DeskItem]:
    """Meetings that the mentor recorded and the mentee has not confirmed: one tap right here, unconfirmed ones do not
    count."""
    waits = Q(confirmed_at=None) | Q(meeting__needs_feedback=True, usefulness=None, member__side=UnitMember.Side.MENTEE)
    rows = MeetingPresence.objects.filter(
        waits, present=True, member__person_id=actor.person_id, member__left_on=None,
        meeting__state=Meeting.State.HELD,
    )  # fmt: skip
    return [_to_confirm(row.meeting) for row in rows.select_related("meeting__recorded_by").order_by("-pk")]


def _to_confirm(meeting: Meeting) -> DeskItem:
    """Where the regulation asks for a rating, the tap is the rating, on the page of the meeting."""
    address = reverse("meeting_confirm", args=[meeting.pk])
    assert meeting.held_on is not None  # a database constraint for that state
    return DeskItem(
        title=_t("Встреча %(date)s была?") % {"date": meeting.held_on.strftime("%d.%m.%Y")},
        detail=": ".join(
            filter(None, [_t("Записал наставник %s") % initials(meeting.recorded_by), shortened(meeting.content)])
        ),
        url=address,
        press="" if meeting.needs_feedback else address,
        label=_("Подтвердить и оценить") if meeting.needs_feedback else _("Да, была"),
    )


@desk.register
def pairs_at_work(actor: Actor) -> list[DeskItem]:
    """A mentor's pairs: one press to the record of a meeting."""
    mine = UnitMember.objects.filter(person_id=actor.person_id, side=UnitMember.Side.MENTOR, left_on=None)
    rows = Unit.objects.filter(pk__in=mine.values("unit_id"), state__in=[Unit.State.ACTIVE, Unit.State.TRYING])
    return [
        DeskItem(
            title=_("Записать встречу"),
            detail=_with(row, actor),
            url=reverse("meeting_record", args=[row.pk]),
            label=_("Записать"),
        )
        for row in rows.prefetch_related("members__person")
    ]


@desk.register
def requests_to_fill(actor: Actor) -> list[DeskItem]:
    """One's own place in the bank of mentees: without a request nobody looks for a mentor."""
    rows = MenteeEntry.objects.filter(person_id=actor.person_id, state=MenteeEntry.State.REGISTERED)
    return [
        DeskItem(
            title=_("Рассказать, в чём нужна помощь"),
            detail=_("По этому запросу подберут наставника"),
            url=reverse("request_edit", args=[row.pk]),
            label=_("Заполнить"),
        )
        for row in rows
    ]


@desk.register
def mentors_to_approve(actor: Actor) -> list[DeskItem]:
    """Candidates who have given their consent, screened ones too; by the head where the regulation says so (S3 п. 3.8,
    S4 п. 3.3)."""
    if not actor.may("bank.manage"):
        return []
    waiting = [MentorEntry.State.CANDIDATE, MentorEntry.State.SCREENED]
    count = MentorEntry.objects.filter(organization_id=actor.organization_id, state__in=waiting).count()
    if not count or not may_approve_mentors(actor):
        return []
    return [
        DeskItem(
            title=_t("Утвердить %s") % counted(count, _t("наставника|наставников|наставников")),
            url=f"{reverse('mentor_list')}?show=candidates",
            label=_("К списку"),
        )
    ]


def _with(unit: Unit, actor: Actor) -> str:
    """The others of the unit, which is read with its people."""
    people = [row.person for row in unit.members.all() if row.person_id != actor.person_id and row.left_on is None]
    return ", ".join(str(initials(person)) for person in people)


def shortened(text: str) -> str:
    return Truncator(text).chars(120)


@desk.register
def curators_pairs(actor: Actor) -> list[DeskItem]:
    """The curator's own: pairs ready for an order, and mentees to look for again."""
    if not actor.may("unit.manage"):
        return []
    items = []
    ready = units_to_order(actor, Unit.State.CONSENTED).count()
    if ready:
        items.append(
            DeskItem(
                title=_t("Оформить приказом %s") % counted(ready, _t("пару|пары|пар")),
                detail=_("Все согласия получены"),
                url=reverse("unit_order"),
                label=_("Оформить"),
            )
        )
    return [*items, *_drafted(actor), *_waiting(actor)]


def _waiting(actor: Actor) -> list[DeskItem]:
    """One is matched by hand, several together."""
    rows = MenteeEntry.objects.filter(organization_id=actor.organization_id, state=MenteeEntry.State.REQUESTED)
    waiting = rows.count()
    if not waiting:
        return []
    many = waiting > ALL_TOGETHER
    return [
        DeskItem(
            title=_t("Подобрать наставников: %s")
            % counted(waiting, _t("наставляемый ждёт|наставляемых ждут|наставляемых ждут")),
            url=reverse("matching" if many else "unit_new"),
            label=_("К подбору") if many else _("Составить пару"),
        )
    ]


def _drafted(actor: Actor) -> list[DeskItem]:
    """A draft that nobody sees yet, and proposals whose time to answer runs out."""
    state = MatchDraft.State
    drafts = MatchDraft.objects.filter(organization_id=actor.organization_id).annotate(
        pairs=Count("suggestions", filter=Q(suggestions__mentor_entry__isnull=False)),
        alone=Count("suggestions", filter=Q(suggestions__mentor_entry=None)),
        silent=Count("suggestions", filter=Q(suggestions__unit__state=Unit.State.PROPOSED)),
    )
    soon = actor.today + datetime.timedelta(days=SOON)
    published = Q(state=state.PUBLISHED, silent__gt=0, answer_until__lte=soon)
    items = []
    for draft in drafts.filter(Q(state=state.DRAFT) | published).order_by("-pk")[:5]:
        about = {"url": reverse("match_detail", args=[draft.pk])}
        if draft.state == state.DRAFT:
            title = _t("Опубликовать черновик подбора: %s") % counted(draft.pairs, _t("пара|пары|пар"))
            detail = _t("Без пары остаётся: %s") % draft.alone if draft.alone else _("Пока его видите только вы")
            items.append(DeskItem(title=title, detail=detail, label=_("Открыть черновик"), **about))
        else:
            title = _t("Не ответили на предложение: %s") % counted(draft.silent, _t("пара|пары|пар"))
            detail = _("Потом предложение снимается")
            items.append(DeskItem(title=title, detail=detail, label=_("К ответам"), due=draft.answer_until, **about))
    return items


@desk.register
def mentees_without_a_pair(actor: Actor) -> list[DeskItem]:
    """For the curator, who looks on, and for the psychologist, who supports meanwhile."""
    alone = list(without_pair(actor))
    every = search_days(actor.organization, actor.today) if alone else 0
    shown = _looked_for if actor.may("unit.manage") else _supported
    return [shown(entry, next_reminder(entry, every=every, after=actor.today)) for entry in alone]


def _looked_for(entry: MenteeEntry, search: datetime.date) -> DeskItem:
    return DeskItem(
        title=_t("Без наставника: %s") % entry.person.full_name,
        detail=_("Поиск продолжается"),
        url=reverse("mentee_detail", args=[entry.pk]),
        label=_("Открыть"),
        due=search,
    )


def _supported(entry: MenteeEntry, search: datetime.date) -> DeskItem:
    days = {"since": ru_date(entry.unmatched_since), "search": ru_date(search)}
    return DeskItem(
        title=_t("Поддержать: %s") % entry.person.full_name,
        detail=_t("Без пары с %(since)s, наставника снова поищут %(search)s") % days,
        url=reverse("support_note", args=[entry.pk]),
        label=_("Записать сделанное"),
    )


@desk.register_panel
def how_my_pairs_go(actor: Actor) -> Panel | None:
    """The year of whoever takes part himself."""
    lines = year_lines(list(own_units(actor)), actor.today)
    if not lines:
        return None
    title = _("Моя пара") if len(lines) == 1 else _("Мои пары")
    context = {"lines": [(line, *_others(line, actor)) for line in lines]}
    return Panel(title=title, template="programs/_desk_mine.html", context=context)


def _others(line: Line, actor: Actor) -> tuple[list[Person], list[UnitMember]]:
    """The other people of the pair; and those of them whose request a mentor may read."""
    rows = line.unit.members.all()
    leads = any(row.person_id == actor.person_id and row.side == UnitMember.Side.MENTOR for row in rows)
    others = [row for row in rows if row.person_id != actor.person_id]
    return [row.person for row in others], others if leads and line.unit.state in AGREED else []


@desk.register
def new_school_year(actor: Actor) -> list[DeskItem]:
    """In September and October, until the school has gone over to its new year; one that came this year has nothing."""
    year = school_year(actor.today)
    if not actor.may("bank.manage") or actor.today.month not in (9, 10):
        return []
    if year_is_open(actor.organization, actor.today) or not worked_before(actor.organization, year):
        return []
    return [
        DeskItem(
            title=_t("Перейти на %(year)s/%(next)s учебный год") % {"year": year, "next": (year + 1) % 100},
            detail=_("Классы, выпуск, переходящие пары и запросы: одна страница"),
            url=reverse("new_year"),
            label=_("Открыть год"),
        )
    ]


# code of a step → title, detail, address with its query, button
STEPS: dict[str, tuple[Any, Any, str, str, Any]] = {
    "staff": (_("Внести работников и обучающихся"), _("Из любой таблицы: графы и опечатки разберём сами"),
              "import_new", "?kind=staff", _("Загрузить")),
    "mentors": (_("Собрать банк наставников"), _("Таблицей или по одному; согласие запросим сами"),
                "import_new", "?kind=mentors", _("Загрузить")),
    "mentees": (_("Собрать банк наставляемых"), _("Таблицей или по одному; за детей решают их представители"),
                "import_new", "?kind=mentees", _("Загрузить")),
    "consents": (_("Получить согласия"), _("Приглашением, личной ссылкой или на бумаге, сразу для всех"),
                 "consents_awaited", "", _("К согласиям")),
    "approved": (_("Отобрать и утвердить наставников"), _("Утверждает тот, кого назвало Положение"),
                 "mentor_list", "?show=candidates", _("К кандидатам")),
    "requests": (_("Собрать запросы наставляемых"), _("Три вопроса на телефоне; за кого-то можете ответить вы"),
                 "mentee_list", "?show=no_request", _("К списку")),
    "pairs": (_("Подобрать пары и разослать предложения"), _("Общая встреча, черновик, публикация: на одной странице"),
              "matching", "", _("К подбору")),
}  # fmt: skip


@desk.register_steps
def way_to_pairs(actor: Actor) -> list[Step]:
    """The curator's way from an empty school to proposals; a school that has pairs knows it already."""
    if not (actor.may("unit.manage") and actor.may("bank.manage")):
        return []
    school = {"organization_id": actor.organization_id}
    if Unit.objects.filter(**school).exists():
        return []
    mentor, mentee = MentorEntry.State, MenteeEntry.State
    mentors = MentorEntry.objects.filter(**school).aggregate(
        all=Count("pk"), pending=Count("pk", filter=Q(state__in=[mentor.DRAFT, mentor.CONSENT_PENDING])),
        active=Count("pk", filter=Q(state=mentor.ACTIVE)),
    )  # fmt: skip
    mentees = MenteeEntry.objects.filter(**school).aggregate(
        all=Count("pk"), pending=Count("pk", filter=Q(state__in=[mentee.DRAFT, mentee.CONSENT_PENDING])),
        silent=Count("pk", filter=Q(state=mentee.REGISTERED)),
        asking=Count("pk", filter=Q(state__in=[mentee.REQUESTED, mentee.UNMATCHED_SUPPORT])),
    )  # fmt: skip
    pending = mentors["pending"] + mentees["pending"]
    done = {
        "staff": Employment.objects.filter(**school)
        .exclude(person__memberships__role__in=["head", "curator"])
        .exists(),
        "mentors": mentors["all"] > 0,
        "mentees": mentees["all"] > 0,
        "consents": mentors["all"] > 0 and mentees["all"] > 0 and pending == 0,
        "approved": mentors["active"] > 0,
        "requests": mentees["asking"] > 0 and mentees["silent"] == 0,
        "pairs": MatchDraft.objects.filter(state=MatchDraft.State.PUBLISHED, **school).exists(),
    }
    return [
        Step(title=title, detail=detail, done=done[code], url=reverse(name) + query, label=label)
        for code, (title, detail, name, query, label) in STEPS.items()
    ]

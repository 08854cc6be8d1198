"""What of programmes waits for a person on his first page: to draw up, to agree, to approve, to sign, to close."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.permissions import Actor
from accounts.templatetags.ui_words import counted, initials

from .models import Amendment, Ending, Program, ProgramNote, Unit, UnitMember
from .models.program import BEFORE_WORK, CLOSED
from .models.unit import NOT_BEGUN
from .queries.program_lists import stale
from .queries.regulations import effective_regulation


def _open(row: Program, title: object, label: object, detail: str = "") -> DeskItem:
    return DeskItem(title=title, detail=detail or row.title, url=reverse("program_detail", args=[row.pk]), label=label)


@desk.register
def changes_to_sign(actor: Actor) -> list[DeskItem]:
    """Changes of the programme and its mutual end that the person's side has not signed."""
    mine = UnitMember.objects.filter(person_id=actor.person_id, left_on=None)
    here = {"program__unit__in": mine.values("unit_id")}
    changes = Amendment.objects.filter(in_force_on=None, refused_on=None, **here)
    changes = changes.exclude(program__state__in=CLOSED).exclude(signatures__member__in=mine)
    ends = Ending.objects.filter(reason="MUTUAL", done_on=None, withdrawn_on=None, **here)
    ends = ends.exclude(words__member__in=mine)
    return [_open(row.program, _question(row), _("Ответить")) for row in changes.select_related("program")] + [
        _open(row.program, _("Согласны завершить программу досрочно?"), _("Ответить"))
        for row in ends.select_related("program")
    ]


def _question(row: Amendment) -> str:
    if row.new_end_on is None:
        return _t("Программу предлагают изменить: %s") % row.get_kind_display()
    words = {"extend": _t("Согласны продлить программу до %s?"), "shorten": _t("Согласны сократить программу до %s?")}
    return words[row.kind] % row.new_end_on.strftime("%d.%m.%Y")


@desk.register
def drafts_of_mine(actor: Actor) -> list[DeskItem]:
    """A draft that waits for the word of a mentee, and one that somebody was named to draw up."""
    mine = UnitMember.objects.filter(person_id=actor.person_id, left_on=None, side=UnitMember.Side.MENTEE)
    rows = Program.objects.filter(state=Program.State.DRAFT).filter(
        Q(developer_id=actor.person_id) | Q(unit__in=mine.values("unit_id"))
    )
    spoke = ProgramNote.objects.filter(author_id=actor.person_id).values("program_id")
    rows = rows.exclude(~Q(developer_id=actor.person_id), pk__in=spoke)
    return [
        _open(row, _("Составьте программу"), _("Продолжить"))
        if row.developer_id == actor.person_id
        else _open(row, _("Посмотрите проект своей программы"), _("Прочитать"))
        for row in rows
    ]


@desk.register
def suggestions_to_answer(actor: Actor) -> list[DeskItem]:
    """To the mentor, what the mentee suggests; to the curator and the council, a request for help."""
    leads = UnitMember.objects.filter(person_id=actor.person_id, left_on=None, side=UnitMember.Side.MENTOR)
    asked = Q(kind__in=["line", "section"], program__unit__in=leads.values("unit_id"))
    if actor.may("program.comment"):
        asked |= Q(kind="help", program__organization_id=actor.organization_id)
    rows = ProgramNote.objects.filter(asked, answered_at=None).exclude(author_id=actor.person_id)
    rows = rows.exclude(program__state__in=CLOSED)
    return [
        _open(
            row.program,
            _t("%(who)s: %(what)s") % {"who": initials(row.author), "what": row.get_kind_display()},
            _("Ответить"),
        )
        for row in rows.select_related("program", "author")
    ]


@desk.register
def programs_to_agree(actor: Actor) -> list[DeskItem]:
    if not actor.may("program.agree"):
        return []
    rows = Program.objects.filter(organization_id=actor.organization_id, state=Program.State.ON_COUNCIL)
    return [_open(row, _("Согласовать программу"), _("Прочитать")) for row in rows]


@desk.register
def programs_of_the_curator(actor: Actor) -> list[DeskItem]:
    """Held pairs without a programme, programmes that wait for the curator's word, those that come to their end."""
    if not actor.may("unit.manage"):
        return []
    mine = Unit.objects.filter(organization_id=actor.organization_id, state__in=NOT_BEGUN)
    bare = mine.exclude(programs__state__in=BEFORE_WORK)
    if effective_regulation(actor.organization, actor.today).value("speed_without_program"):
        bare = bare.exclude(kinds__contains=["SPEED"])
    words = {
        Program.State.CURATOR_CHECK: (_("Утвердить программу"), _("Прочитать")),
        Program.State.COMPLETING: (_("Завершить программу"), _("Завершить")),
    }
    rows = Program.objects.filter(organization_id=actor.organization_id, state__in=list(words))
    return [
        DeskItem(
            title=_("Составить программу"),
            detail=", ".join(str(initials(row.person)) for row in unit.members.all() if row.left_on is None),
            url=reverse("program_new", args=[unit.pk]),
            label=_("Составить"),
        )
        for unit in bare.prefetch_related("members__person")
    ] + [_open(row, *words[Program.State(row.state)]) for row in rows]


@desk.register
def closing_of_mine(actor: Actor) -> list[DeskItem]:
    """A programme that comes to its end waits for the reflection of each, and for the mentor's report."""
    mine = UnitMember.objects.filter(person_id=actor.person_id, left_on=None)
    rows = Program.objects.filter(state=Program.State.COMPLETING, unit__in=mine.values("unit_id"))
    rows = rows.exclude(reflections__member__in=mine)
    return [
        DeskItem(
            title=_("Программа подходит к концу: напишите, что она дала"),
            detail=row.title,
            url=reverse("program_closing", args=[row.pk]),
            label=_("Написать"),
        )
        for row in rows
    ]


@desk.register
def stale_drafts(actor: Actor) -> list[DeskItem]:
    """For the curator in one line: drafts that nobody has touched for two weeks (S1 4.1.3)."""
    if not actor.may("unit.manage"):
        return []
    count = stale(actor).count()
    if not count:
        return []
    return [
        DeskItem(
            title=_t("Без движения %s") % counted(count, _t("проект программы|проекта программ|проектов программ")),
            detail=_("Две недели никто не правил"),
            url=reverse("program_list") + "?show=stale",
            label=_("Открыть"),
        )
    ]

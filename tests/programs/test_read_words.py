"""Whoever decides, decides about the words that he has read; a stale tab replaces nobody's words."""

import pytest
from django.urls import reverse

from accounts.models import Notice
from accounts.refusal import Refusal, Stale
from programs.models import CouncilMinutes, LearningRoute, Program, ProgramMenteePart, UnitMember
from programs.program_samples import shipped
from programs.services import closings, minutes, program_notes, program_templates, programs
from programs.services.minutes import DecisionDraft
from programs.services.programs import current_plan
from tests.programs import pair_flow as flow
from tests.programs.programme_steps import fresh, rule, sides
from tests.programs.test_papers import text_of
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def on_council(a) -> Program:
    rule(a, council_required="if_present")
    program = flow.drafted(flow.ordered(a))
    return programs.submit_program(actor=sides(program)[0], program=program)


def agreed(a) -> Program:
    program = on_council(a)
    return programs.council_agree(actor=flow.of(a, "council_chair"), program=program, version=program.version)


def rewrite(actor, program: Program, **words: str) -> Program:
    row = fresh(program)
    return programs.edit_program(actor=actor, program=row, version=row.version, fields=words, lines=current_plan(row))


# --- the council and the curator


def test_the_chair_agrees_to_what_he_has_read(a, client_of) -> None:
    """The programme is given back, rewritten and sent again between his page and his press."""
    program, chair = on_council(a), flow.of(a, "council_chair")
    address = reverse("program_council", args=[program.pk])
    read = client_of(a.council_chair).get(address).context["form"]["version"].value()
    programs.council_return(actor=chair, program=program, version=fresh(program).version, remark="Добавьте курс")
    rewrite(sides(program)[0], program, goal="Совсем другая цель")
    programs.submit_program(actor=sides(program)[0], program=program)
    stale = client_of(a.council_chair).post(address, {"agree": "1", "version": read})
    assert stale.status_code == 409 and "Совсем другая цель" in text_of(stale) and "Ввели вы" not in text_of(stale)
    assert fresh(program).council_agreed_on is None
    now = client_of(a.council_chair).get(address).context["form"]["version"].value()
    assert client_of(a.council_chair).post(address, {"agree": "1", "version": now}).status_code == 302


@pytest.mark.parametrize(("page", "who"), [("program_council", "council_chair"), ("program_return", "curator")])
def test_a_programme_is_given_back_for_words_that_were_read(a, client_of, page: str, who: str) -> None:
    program = on_council(a) if who == "council_chair" else flow.drafted(flow.ordered(a))
    if who == "curator":
        programs.submit_program(actor=sides(program)[0], program=program)
    address, client = reverse(page, args=[program.pk]), client_of(a[who])
    read = client.get(address).context["form"]["version"].value()
    if who == "council_chair":
        chair = flow.of(a, who)
        programs.council_return(actor=chair, program=program, version=fresh(program).version, remark="Добавьте курс")
    rewrite(sides(program)[0], program, goal="Цель, которой он не видел")
    if who == "council_chair":
        programs.submit_program(actor=sides(program)[0], program=program)
    sent = {"return": "1", "remark": "Поправьте цель"}
    stale = client.post(address, {**sent, "version": read})
    assert stale.status_code == 409 and "Цель, которой он не видел" in text_of(stale)
    state = fresh(program).state
    assert state in {"on_council", "curator_check"}
    assert client.post(address, {**sent, "version": fresh(program).version}).status_code == 302
    assert fresh(program).state == "draft"


def test_the_curator_approves_what_he_has_read(a, client_of) -> None:
    program = flow.drafted(flow.ordered(a))
    program = programs.submit_program(actor=sides(program)[0], program=program)
    page = client_of(a.curator).get(reverse("program_detail", args=[program.pk]))
    assert f'name="version" value="{program.version}"' in page.content.decode()
    rewrite(sides(program)[0], program, goal="Цель, которой куратор не видел")
    address = reverse("program_approve", args=[program.pk])
    stale = client_of(a.curator).post(address, {"version": program.version})
    assert stale.status_code == 409 and "Цель, которой куратор не видел" in text_of(stale)
    assert fresh(program).state == "curator_check"
    assert client_of(a.curator).post(address, {"version": fresh(program).version}).status_code == 302
    assert fresh(program).state == "running"


def take_a_line(a, program: Program) -> None:
    mentor, mentee = sides(program)
    note = program_notes.add_note(actor=mentee, program=program, kind="line", area="METHOD", text="Ещё один урок")
    program_notes.answer_note(actor=mentor, note=note, accepted=True)


def take_a_section(a, program: Program) -> None:
    mentor, mentee = sides(program)
    note = program_notes.add_note(actor=mentee, program=program, kind="section", section="goal", text="Моя цель")
    program_notes.answer_note(actor=mentor, note=note, accepted=True)


def take_a_sample(a, program: Program) -> None:
    program_templates.take_lines(actor=sides(program)[0], program=program, sample=shipped()[0])


def write_of_a_mentee(a, program: Program) -> None:
    member = program.unit.members.get(side=UnitMember.Side.MENTEE)
    part = ProgramMenteePart.objects.create(program=program, member=member, problem="Было")
    row = fresh(program)
    programs.edit_program(
        actor=sides(program)[0], program=row, version=row.version, fields={}, lines=current_plan(row),
        parts={part.pk: {"problem": "Стало"}},
    )  # fmt: skip


def write_words(a, program: Program) -> None:
    rewrite(flow.of(a, "curator"), program, goal="Цель куратора")


@pytest.mark.parametrize("change", [write_words, take_a_line, take_a_section, take_a_sample, write_of_a_mentee])
def test_new_words_need_a_new_word_of_the_council(a, client_of, change) -> None:
    """Agreed, then rewritten: what the council agreed to is no more, the curator sends it to the council again."""
    program, curator = agreed(a), flow.of(a, "curator")
    rewrite(sides(program)[0], program, goal=program.goal)
    assert fresh(program).council_agreed_on is not None  # the same words saved again are the same words
    change(a, program)
    row = fresh(program)
    assert (row.council_agreed_on, row.council_words) == (None, "")
    assert Notice.objects.filter(person_id=a.curator.person_id, text__contains="после согласования").exists()
    with pytest.raises(Refusal, match="сначала согласует"):
        programs.approve_program(actor=curator, program=row, version=row.version)
    assert "Отправить на согласование" in text_of(client_of(a.curator).get(reverse("program_detail", args=[row.pk])))
    row = programs.submit_program(actor=curator, program=row)
    row = programs.council_agree(actor=flow.of(a, "council_chair"), program=row, version=row.version)
    with pytest.raises(Refusal, match="уже согласована"):
        programs.submit_program(actor=curator, program=row)
    assert programs.approve_program(actor=curator, program=row, version=row.version).state == "running"


def draft_minutes(a, program: Program, number: str = "5") -> CouncilMinutes:
    row = CouncilMinutes.objects.get(pk=a.rows["minutes"])
    return minutes.write(
        actor=flow.of(a, "council_chair"), minutes=row, version=row.version, number=number, agenda="Программа",
        held_on=row.held_on, present=list(row.council.seats.all()),
        decisions=[DecisionDraft("program_agree", "Согласовать", 1, program=fresh(program))],
    )  # fmt: skip


def test_the_chair_signs_the_minutes_that_he_has_read(a, client_of) -> None:
    program, address = on_council(a), reverse("minutes_sign", args=[a.rows["minutes"]])
    read = draft_minutes(a, program).version
    page = client_of(a.council_chair).get(reverse("minutes_detail", args=[a.rows["minutes"]]))
    assert f'name="version" value="{read}"' in page.content.decode()
    draft_minutes(a, program, number="6")
    stale = client_of(a.council_chair).post(address, {"version": read})
    assert stale.status_code == 409 and "протокол изменили" in text_of(stale)
    assert fresh(program).state == "on_council"
    assert client_of(a.council_chair).post(address, {"version": read + 1}).status_code == 302
    assert fresh(program).state == "curator_check"


def test_minutes_agree_to_the_programme_that_was_heard(a) -> None:
    """Given back, rewritten and sent again after the decision was written down."""
    program, chair = on_council(a), flow.of(a, "council_chair")
    row = draft_minutes(a, program)
    programs.council_return(actor=chair, program=program, version=fresh(program).version, remark="Добавьте курс")
    rewrite(sides(program)[0], program, goal="Другая цель")
    programs.submit_program(actor=sides(program)[0], program=program)
    with pytest.raises(Refusal, match="изменили после того, как записали решение"):
        minutes.sign(actor=chair, minutes=row, version=row.version)
    row = draft_minutes(a, program)
    assert minutes.sign(actor=chair, minutes=row, version=row.version).state == "signed"
    assert fresh(program).council_agreed_on is not None


# --- two tabs


def typed(page) -> dict[str, object]:
    """What a browser would send back: every field of the page as it was opened."""
    lines = page.context.get("lines")
    data = {f"{lines.prefix}-{name}": value for name, value in lines.management_form.initial.items()} if lines else {}
    for form in [page.context["form"], *(lines or [])]:
        for bound in form:
            value = bound.value()
            data[bound.html_name] = "" if value is None or value is False else value
    return data


TABS = {
    "template_edit": ("template", "curator", "curator", "title"),
    "template_edit of the plan": ("template", "curator", "curator", "line-0-text"),
    "route_item": ("route_item", "mentor", "mentor", "text"),
    "roadmap_item_edit": ("roadmap_item", "curator", "curator", "text"),
    "project_edit": ("project", "mentor", "curator", "plan"),
    "plan_line": ("line", "mentor", "mentee", "product"),
    "program_closing": ("program", "mentor", "curator", "outcome"),
    "minutes_edit": ("minutes", "council_chair", "council_member", "agenda"),
}


@pytest.mark.parametrize("name", TABS)
def test_a_stale_tab_replaces_nobodys_words(a, client_of, name: str) -> None:
    row, first, second, field = TABS[name]
    if row == "route_item":
        LearningRoute.objects.filter(pk=a.rows["route"]).update(state="revising")
    address = reverse(name.split()[0], args=[a.rows[row]])
    one, other = client_of(getattr(a, first)), client_of(getattr(a, second))
    theirs, mine = typed(one.get(address)), typed(other.get(address))
    answer = one.post(address, theirs | {field: "Слова того, кто был первым"})
    assert answer.status_code == 302, answer.context["form"].errors
    stale = other.post(address, mine | {field: "Слова из старой вкладки"})
    assert stale.status_code == 409
    assert "Слова того, кто был первым" in text_of(stale) and "Слова из старой вкладки" in text_of(stale)
    assert "Слова того, кто был первым" in one.get(address).content.decode()
    now = typed(other.get(address))
    assert other.post(address, now | {field: "Слова после сравнения"}).status_code == 302
    assert "Слова после сравнения" in one.get(address).content.decode()


def test_who_writes_his_own_part_of_the_closing_disturbs_nobody(a) -> None:
    """Mentor, mentee and curator have the same page open on the last day; each writes what is his."""
    program = Program.objects.get(pk=a.rows["program"])
    for who, fields in (
        ("mentee", {"reflection": "Стало легче"}),
        ("mentor", {"reflection": "Было трудно", "mentor_report": "Отчёт"}),
        ("curator", {"common_reflection": "Вместе"}),
    ):
        closings.write_closing(actor=flow.of(a, who), program=program, version=program.version, fields=fields)
    with pytest.raises(Stale) as stale:
        closings.write_closing(
            actor=flow.of(a, "mentor"), program=program, version=program.version, fields={"mentor_report": "Старый"}
        )
    assert stale.value.rows == [{"label": "Отчёт наставника", "theirs": "Отчёт", "mine": "Старый"}]

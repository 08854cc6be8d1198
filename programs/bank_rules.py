"""What the regulation asks before a person works as a mentor or is put into a pair. Each no names its clause."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import Membership, StudentProfile
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role

from .models import MenteeEntry, MentorEntry, Track, Unit, UnitMember
from .models.bank_choices import EMPLOYERS, INSIDERS, Activity, InterviewResult, MentorSource
from .queries.regulations import effective_regulation
from .regulation.effective import EffectiveRegulation
from .terms import class_number
from .transition import Facts

CLEARANCE_CLAUSE = _("ТК РФ, ст. 331 и 351.1")
OWN_FORM = {MentorSource.PUPIL: "PUPIL_PUPIL", MentorSource.EDUCATOR: "TEACHER_TEACHER"}


@dataclass(frozen=True)
class Missing:
    """What an entry lacks: its words, the clause that asks for it, what to do."""

    what: str | Promise
    clause: str
    todo: str | Promise


def _asked(rules: EffectiveRegulation, code: str, entry: MentorEntry) -> set[str]:
    """What a parameter by forms asks of the entry: of the forms it is ready for, or of the form of its source. One from
    outside whose forms say nothing is asked for all that any form asks: he does not come in past the selection."""
    by_form = rules.value(code) or {}
    forms = entry.forms_ready or [OWN_FORM.get(entry.source, "")]
    asked = {by_form[form] for form in forms if form in by_form}
    return asked or (set() if entry.source in INSIDERS else set(by_form.values()))


def missing_for_screening(entry: MentorEntry, rules: EffectiveRegulation) -> list[Missing]:
    found, screening = [], _asked(rules, "screening", entry)
    basis = rules["screening"].basis
    if rules.value("mentor_requires_measurable_results") and not entry.measurable_results.strip():
        found.append(
            Missing(
                _("не названы измеримые результаты работы"),
                rules["mentor_requires_measurable_results"].basis,
                _("Опишите их в карточке и приложите документ: результаты учеников, конкурсы, публикации"),
            )
        )
    if screening & {"interview", "questionnaire"} and entry.questionnaire_on is None:
        found.append(Missing(_("не заполнена анкета"), basis, _("Наставник заполняет её в своей карточке")))
    if "interview" in screening and entry.interview_result != InterviewResult.PASSED:
        found.append(
            Missing(_("нет собеседования с итогом «рекомендован»"), basis, _("Запишите день и итог на странице отбора"))
        )
    return found


def missing_for_bank(entry: MentorEntry, rules: EffectiveRegulation) -> list[Missing]:
    """All that keeps a candidate out of the working bank."""
    found = missing_for_screening(entry, rules)
    if "required" in _asked(rules, "mentor_training", entry) and not entry.trainings.exists():
        found.append(
            Missing(_("не пройдено обучение"), rules["mentor_training"].basis, _("Запишите обучение в карточке"))
        )
    return found


def _refuse(entry: MentorEntry, missing: list[Missing]) -> None:
    if missing:
        what = "; ".join(str(item.what) for item in missing)
        raise Refusal(
            _t("%(who)s: %(what)s") % {"who": entry.person.full_name, "what": what},
            clause=missing[0].clause,
            todo=missing[0].todo,
            missing=tuple(str(item.what) for item in missing),
        )


def is_screened(entry: MentorEntry, actor: Actor, facts: Facts) -> None:
    _refuse(entry, missing_for_screening(entry, effective_regulation(entry.organization, actor.today)))


def is_fit_for_the_bank(entry: MentorEntry, actor: Actor, facts: Facts) -> None:
    _refuse(entry, missing_for_bank(entry, effective_regulation(entry.organization, actor.today)))


def needs_clearance(entry: MentorEntry) -> bool:
    """An adult who does not work at the school, a parent among them, and nobody has seen his certificate."""
    return entry.source not in INSIDERS and entry.clearance_on is None


def outsider_is_cleared(unit: Unit, actor: Actor, facts: Facts) -> None:
    """Nobody from outside is held to a child before his certificate was seen (S2 разд. 8)."""
    if unit.track != Track.STUDENT:
        return
    mentor = (
        unit.members.filter(side=UnitMember.Side.MENTOR, left_on=None).select_related("mentor_entry__person").first()
    )
    if mentor is not None and mentor.mentor_entry is not None:
        refuse_without_clearance(mentor.mentor_entry)


def refuse_without_clearance(entry: MentorEntry) -> None:
    if needs_clearance(entry):
        raise Refusal(
            _t("%s не работник школы, справка об отсутствии судимости не отмечена") % entry.person.full_name,
            clause=CLEARANCE_CLAUSE,
            todo=_("Проверьте справку и отметьте это в записи наставника"),
        )


def check_pair(
    mentor: MentorEntry,
    mentees: Iterable[MenteeEntry],
    form: str,
    rules: EffectiveRegulation,
    *,
    role_model: str = "",
    steps: Mapping[int, int | None],
) -> None:
    """The hard rules of a pair: the head's approval of mentees, a child's mentor from outside, steps of schooling.

    ``steps`` are the classes of pupils by person.
    """
    mentees = list(mentees)
    children = [entry for entry in mentees if entry.track == Track.STUDENT]
    if rules.value("mentee_approval") == "head":
        waiting = [entry for entry in mentees if entry.approved_on is None]
        if waiting:
            raise Refusal(
                _t("Руководитель ещё не утвердил: %s") % ", ".join(entry.person.full_name for entry in waiting),
                clause=rules["mentee_approval"].basis,
                todo=_("Попросите руководителя утвердить наставляемых списком"),
                missing=tuple(entry.person.full_name for entry in waiting),
            )
    if children and rules.value("outsider_clearance") == "refuse":
        refuse_without_clearance(mentor)
    if form == OWN_FORM[MentorSource.PUPIL] and mentor.source != MentorSource.PUPIL:
        raise Refusal(
            _t("%s не обучающийся, а в форме «ученик – ученик» ведёт ученик") % mentor.person.full_name,
            clause=rules["forms"].basis,
            todo=_("Выберите другую форму или другого наставника"),
        )
    if form == "HEAD_EDUCATOR" and not heads_among([mentor]):
        raise Refusal(
            _t("%s не руководитель организации, а в этой форме ведёт он") % mentor.person.full_name,
            clause=rules["forms"].basis,
            todo=_("Выберите другую форму или руководителя"),
        )
    if form == "EMPLOYER_COLLEGE_STUDENT" and mentor.source not in EMPLOYERS:
        raise Refusal(
            _t("%s не сотрудник предприятия, а студента в этой форме ведёт работодатель") % mentor.person.full_name,
            clause=rules["forms"].basis,
            todo=_("Укажите в записи, откуда наставник, или выберите другую форму"),
        )
    if form == "PUPIL_PUPIL" and role_model != "PEER_PEER":
        _check_steps(mentor, [entry for entry in mentees if entry.activity == Activity.PASSIVE], steps)


def heads_among(entries: Iterable[MentorEntry]) -> set[int]:
    """Keys of the entries whose owners lead their own organization now. One query."""
    rows = list(entries)
    today = clock.today(rows[0].organization.zone) if rows else None
    heads = Membership.objects.in_force(today).filter(role=Role.HEAD, person__in=[row.person_id for row in rows])
    led = set(heads.values_list("organization_id", "person_id"))
    return {row.pk for row in rows if (row.organization_id, row.person_id) in led}


def steps_of(people: Iterable[int]) -> dict[int, int | None]:
    """The classes of these persons, as far as they learn somewhere. One query."""
    places = StudentProfile.objects.filter(person_id__in=people, valid_to=None).values_list("person_id", "class_label")
    return {person: class_number(label) for person, label in places}


def _check_steps(mentor: MentorEntry, passive: list[MenteeEntry], steps: Mapping[int, int | None]) -> None:
    """A passive pupil is led by one from a higher class (S2 п. 7.1). A class without a number is not judged."""
    own = steps.get(mentor.person_id)
    for entry in passive:
        theirs = steps.get(entry.person_id)
        if own is not None and theirs is not None and own <= theirs:
            raise Refusal(
                _t("%(who)s учится в %(class)s классе: пассивного наставляемого ведёт ученик старше")
                % {"who": entry.person.full_name, "class": theirs},
                clause="Примерная программа, п. 7.1",
                todo=_("Выберите наставника из класса старше"),
            )

"""What the regulation asks before a person works as a mentor or is put into a pair. Each no names its clause."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import Membership, StudentProfile
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role

from .matching.pool import DIGITAL
from .matching.rules import AMONG_TEACHERS
from .models import MenteeEntry, MenteeRequest, MentorEntry, Track, Unit, UnitMember
from .models.bank_choices import EMPLOYERS, INSIDERS, Activity, InterviewResult, MentorSource, MentorType
from .queries.participants import teachers_among
from .queries.regulations import effective_regulation
from .regulation.effective import EffectiveRegulation
from .terms import class_number
from .transition import Facts

CLEARANCE_CLAUSE = _("ТК РФ, ст. 331 и 351.1")
POSTS_CLAUSE = _("Номенклатура должностей педагогических работников, постановление № 225")
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


@dataclass(frozen=True)
class Known:
    """Of the people of some pairs: the classes of pupils by person, the open requests by entry, who has a teacher's
    post."""

    steps: Mapping[int, int | None]
    asked: Mapping[int, MenteeRequest]
    teachers: Collection[int]


def known_of(mentors: Iterable[MentorEntry], mentees: Collection[MenteeEntry], on: datetime.date) -> Known:
    """Three queries however many they are."""
    people = {row.person_id for row in (*mentors, *mentees)}
    return Known(steps_of(people), requests_by_entry(mentees), teachers_among(people, on))


def check_pair(
    mentor: MentorEntry,
    mentees: Iterable[MenteeEntry],
    form: str,
    rules: EffectiveRegulation,
    known: Known,
    *,
    kinds: Iterable[str] = (),
) -> None:
    """The hard rules of a pair: the head's approval of mentees, a child's mentor from outside, steps of schooling, the
    subject and the experience of a teacher's mentor.
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
    if form == OWN_FORM[MentorSource.PUPIL]:
        _check_steps(mentor, [entry for entry in mentees if entry.activity == Activity.PASSIVE], known.steps)
    if form in AMONG_TEACHERS:
        _check_posts([*([mentor] if mentor.source == MentorSource.EDUCATOR else []), *mentees], known.teachers)
    _check_subject(mentor, mentees, known.asked)
    if form in AMONG_TEACHERS and "REVERSE" not in kinds:
        innovators = "INNOVATOR_CONSERVATIVE" in rules.value("role_models")
        _check_seniority(
            mentor, [entry for entry in mentees if not (innovators and _digital(known.asked.get(entry.pk)))]
        )


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


def requests_by_entry(entries: Iterable[MenteeEntry]) -> dict[int, MenteeRequest]:
    """The open requests of these mentees, the newest of each. One query."""
    rows = MenteeRequest.objects.filter(withdrawn_at=None, entry__in=[entry.pk for entry in entries])
    return {row.entry_id: row for row in rows.order_by("school_year", "pk")}


def _check_posts(entries: Iterable[MentorEntry | MenteeEntry], teachers: Collection[int]) -> None:
    """Both sides of a teachers' pair work, at a post of the nomenclature."""
    others = [entry.person.full_name for entry in entries if entry.person_id not in teachers]
    if others:
        raise Refusal(
            _t("Нет действующей педагогической должности: %s") % ", ".join(others),
            clause=POSTS_CLAUSE,
            todo=_("Запишите место работы и должность в карточке или выберите другого человека"),
            missing=tuple(others),
        )


def _digital(request: MenteeRequest | None) -> bool:
    return request is not None and bool(request.areas) and set(request.areas) <= DIGITAL


def _check_subject(mentor: MentorEntry, mentees: list[MenteeEntry], asked: Mapping[int, MenteeRequest]) -> None:
    """A «предметник» leads in his own subject. Where one of the two is not named, it is not judged."""
    own = mentor.subject.strip()
    if mentor.mentor_type != MentorType.SUBJECT or not own:
        return
    for entry in mentees:
        request = asked.get(entry.pk)
        theirs = ((request.subject if request else "") or entry.subject).strip()
        if theirs and theirs.casefold() != own.casefold():
            raise Refusal(
                _t("%(mentor)s – предметник, его предмет «%(own)s», а %(who)s нужен «%(theirs)s»")
                % {"mentor": mentor.person.full_name, "own": own, "who": entry.person.full_name, "theirs": theirs},
                todo=_("Выберите предметника того же предмета или наставника-консультанта"),
            )


def _check_seniority(mentor: MentorEntry, mentees: list[MenteeEntry]) -> None:
    """A teacher is led by a more experienced one; experience that is not written down is not judged."""
    own = mentor.experience_teaching
    for entry in mentees:
        theirs = entry.experience_teaching
        if own is not None and theirs is not None and own <= theirs:
            raise Refusal(
                _t("Стаж наставника не больше, чем у наставляемого: %(who)s, лет: %(theirs)s; %(mentor)s, лет: %(own)s")
                % {"who": entry.person.full_name, "theirs": theirs, "mentor": mentor.person.full_name, "own": own},
                todo=_("Выберите более опытного наставника или вид «реверсивное»"),
            )

"""The pool of one or several schools out of the database, in a fixed number of queries whatever their size."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from accounts import clock
from accounts.models import Membership, Organization, StudentProfile

from ..matching import pool as m
from ..matching.rules import AMONG_PUPILS, LED_TEACHERS
from ..models import (
    Consent,
    GeneralMeeting,
    MatchDraft,
    MatchPin,
    MenteeEntry,
    MenteeRequest,
    MentorEntry,
    MentorLoan,
    MutualChoice,
    Partnership,
    Regulation,
    RequestChoice,
    Unit,
    UnitMember,
)
from ..models.bank_choices import EMPLOYERS, INSIDERS, Activity, MentorSource, MentorType, Urgency, Visibility
from ..models.unit import LIVING
from ..regulation.effective import EffectiveRegulation
from ..terms import class_number, moments_of, school_year, year_days
from .participants import age_on
from .regulations import effective_of

ANSWERS = {MutualChoice.Answer.YES: m.YES, MutualChoice.Answer.MAYBE: m.MAYBE, MutualChoice.Answer.NO: m.NO}
WAITING = (MenteeEntry.State.REQUESTED, MenteeEntry.State.UNMATCHED_SUPPORT)
ADULT = 18


def build_pool(organizations: Sequence[Organization], *, draft: MatchDraft | None = None) -> m.Pool:
    """Mentors in the bank and mentees who wait, with the terms of their schools; ``draft`` brings pins and bans."""
    zone = organizations[0].zone if organizations else datetime.UTC
    today = clock.now().astimezone(zone).date()
    schools = [node.pk for node in organizations]
    began, _ended = moments_of(*year_days(school_year(today)), zone)
    partners = _partners(schools, today)
    loans, lenders = _loans(schools, partners)
    regulations = _regulations([*organizations, *lenders], today)
    consents = _consents([*schools, *(node.pk for node in lenders)])
    mine = Q(organization_id__in=schools) | Q(pk__in=loans)
    taken, together, led = _units(schools, MentorEntry.objects.filter(mine))
    steps = _steps(schools)
    places = {node.pk: node.path_ids[:-1] for node in organizations}
    mentors = _mentors(mine, regulations, consents, taken, led, today, steps=steps, loans=loans, places=places)
    mentees = _mentees(schools, consents, today, regulations=regulations, steps=steps)
    pinned, forbidden = _pins(draft)
    return m.Pool(
        mentees=tuple(mentees), mentors=tuple(mentors), pinned=pinned, forbidden=forbidden,
        terms={number: terms_of(rules) for number, rules in regulations.items()}, answers=_answers(schools),
        together=together, declined=_declined(schools, began), partners=partners,
    )  # fmt: skip


def _partners(schools: list[int], today: datetime.date) -> frozenset[tuple[int, int]]:
    """Organizations with an agreement in force, one of the two a school of the pool. One query."""
    rows = Partnership.objects.in_force(today).filter(Q(organization_id__in=schools) | Q(partner_id__in=schools))
    return frozenset((min(pair), max(pair)) for pair in rows.values_list("organization_id", "partner_id"))


def _loans(schools: list[int], partners: frozenset[tuple[int, int]]) -> tuple[dict[int, set[int]], list[Organization]]:
    """Mentors' entries → the schools to which they have agreed to come; and their own schools outside the pool."""
    rows = MentorLoan.objects.filter(organization_id__in=schools, state=MentorLoan.State.AGREED)
    found: dict[int, set[int]] = defaultdict(set)
    homes = set()
    for entry, school, home in rows.values_list("mentor_entry_id", "organization_id", "mentor_entry__organization_id"):
        if (min(school, home), max(school, home)) in partners:
            found[entry].add(school)
            homes.add(home)
    outside = homes - set(schools)
    return found, list(Organization.objects.filter(pk__in=outside).select_related("region")) if outside else []


def _steps(schools: list[int]) -> dict[int, int | None]:
    """The classes of the pupils of these schools. One query."""
    rows = StudentProfile.objects.filter(organization_id__in=schools, valid_to=None)
    return {person: class_number(label) for person, label in rows.values_list("person_id", "class_label")}


def _offered_to(row: dict[str, Any], came: set[int], places: dict[int, list[int]]) -> frozenset[int] | None:
    """Other schools to which he may be offered: where he has agreed to come, and as far as his entry is seen."""
    if row["organization_id"] not in places:
        return frozenset(came)
    if row["visibility"] in (Visibility.REGION, Visibility.PUBLIC):
        return None
    near: set[int] = set()
    if row["visibility"] == Visibility.MUNICIPALITY:
        above = places[row["organization_id"]]
        near = {place for place, path in places.items() if path == above and len(path) > 1}
    return frozenset(near | came)


def terms_of(rules: EffectiveRegulation) -> m.Terms:
    """Forms of priority first; a part of the score that the regulation does not weigh counts nothing."""
    first = rules.value("forms_priority")
    forms = (*first, *(form for form in rules.value("forms") if form not in first))
    weights = rules.value("matching_weights")
    return m.Terms(
        forms=forms, kinds=frozenset(rules.value("kinds")), profile="PROFILE" in rules.value("matching_criteria"),
        weights=tuple(int(weights.get(part, 0)) for part in m.PARTS),
        innovators="INNOVATOR_CONSERVATIVE" in rules.value("role_models"),
    )  # fmt: skip


def _regulations(organizations: Sequence[Organization], today: datetime.date) -> dict[int, EffectiveRegulation]:
    """What holds at each school: schools under the same versions share one answer. One query."""
    nodes = {number for node in organizations for number in node.path_ids}
    versions = Regulation.objects.in_force(today).filter(organization_id__in=nodes).select_related("organization")
    by_node = {version.organization_id: version for version in versions}
    made: dict[tuple[int, ...], EffectiveRegulation] = {}
    out = {}
    for node in organizations:
        above = tuple(number for number in node.path_ids if number in by_node)
        if above not in made:
            made[above] = effective_of([by_node[number] for number in above], today)
        out[node.pk] = made[above]
    return out


def _consents(schools: list[int]) -> dict[tuple[int, int], set[str]]:
    kinds = [Consent.Kind.PDN_PROCESSING, Consent.Kind.GUARDIAN_PARTICIPATION, Consent.Kind.PDN_TRANSFER]
    rows = Consent.objects.in_force().filter(organization_id__in=schools, kind__in=kinds)
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for organization, person, kind in rows.values_list("organization_id", "person_id", "kind"):
        found[organization, person].add(kind)
    return found


def _may_take_part(given: set[str], track: str, age: int | None) -> bool:
    """Processing of data by everybody; a pupil under age has his guardian's word as well."""
    minor = track == "student" and age is not None and age < ADULT
    return Consent.Kind.PDN_PROCESSING in given and (not minor or Consent.Kind.GUARDIAN_PARTICIPATION in given)


def _units(
    schools: list[int], entries: QuerySet[MentorEntry]
) -> tuple[Counter[int], frozenset[tuple[int, int]], dict[int, Counter[str]]]:
    """Seats taken by mentor entry, wherever he leads; pairs of persons that live now; units led by entry and form.
    Two queries."""
    led: dict[int, Counter[str]] = defaultdict(Counter)
    mentor_of: dict[int, tuple[int, int]] = {}
    mine = Q(unit__organization_id__in=schools) | Q(mentor_entry__in=entries.values("pk"))
    mentors = UnitMember.ever.filter(mine, side=UnitMember.Side.MENTOR, is_reverse=False)
    counted = mentors.exclude(unit__state=Unit.State.REJECTED).values_list(
        "unit_id", "mentor_entry_id", "person_id", "unit__form", "unit__state", "left_on"
    )
    for unit, entry, person, form, state, left in counted:
        if state not in (Unit.State.PROPOSED, Unit.State.AGREED, Unit.State.CONSENTED):
            led[entry][form] += 1
        if state in LIVING and left is None:
            mentor_of[unit] = (entry, person)
    taken: Counter[int] = Counter()
    together = set()
    mentees = UnitMember.objects.filter(side=UnitMember.Side.MENTEE, left_on=None, unit_id__in=list(mentor_of))
    for unit, person in mentees.values_list("unit_id", "person_id"):
        if unit in mentor_of:
            entry, mentor = mentor_of[unit]
            taken[entry] += 1
            together.add((person, mentor))
    return taken, frozenset(together), led


def _declined(schools: list[int], began: datetime.datetime) -> frozenset[tuple[int, int]]:
    """(mentee, mentor) of the units of this school year that did not come about. One query."""
    rows = UnitMember.objects.filter(
        unit__state=Unit.State.REJECTED, unit__organization_id__in=schools, unit__proposed_at__gte=began
    )
    sides: dict[int, dict[str, list[int]]] = defaultdict(lambda: {"mentor": [], "mentee": []})
    for unit, side, person in rows.values_list("unit_id", "side", "person_id"):
        sides[unit][side].append(person)
    return frozenset((one, other) for unit in sides.values() for one in unit["mentee"] for other in unit["mentor"])


def _mentors(mine, regulations, consents, taken, led, today, *, steps, loans, places) -> list[m.Mentor]:  # type: ignore[no-untyped-def]
    rows = MentorEntry.objects.filter(mine, state=MentorEntry.State.ACTIVE)
    heads = set(Membership.objects.in_force(today).filter(role="head").values_list("organization_id", "person_id"))
    out = []
    for row in rows.values(
        "pk", "person_id", "organization_id", "track", "max_parallel", "subject", "competencies", "forms_ready",
        "kinds_ready", "work_modes", "hours_per_month", "shift", "preferred_age_from", "preferred_age_to",
        "experience_teaching", "source", "clearance_on", "person__birth_date", "visibility", "mentor_type",
    ):  # fmt: skip
        rules = regulations[row["organization_id"]]
        age = age_on(row["person__birth_date"], today)
        given = consents.get((row["organization_id"], row["person_id"]), set())
        out.append(
            m.Mentor(
                key=row["pk"],
                person=row["person_id"],
                organization=row["organization_id"],
                track=row["track"],
                capacity=capacity(row["max_parallel"], rules),
                taken=taken[row["pk"]],
                # Who has come from another school has let it know him.
                consented=_may_take_part(given, row["track"], age)
                and (row["organization_id"] in places or Consent.Kind.PDN_TRANSFER in given),
                cleared=_cleared(row, rules),
                subject=row["subject"],
                competencies=frozenset(row["competencies"]),
                age=age,
                forms=_forms(row, rules, (row["organization_id"], row["person_id"]) in heads),
                kinds=frozenset(row["kinds_ready"]),
                modes=frozenset(row["work_modes"]),
                hours=row["hours_per_month"],
                shift=row["shift"],
                age_from=row["preferred_age_from"],
                age_to=row["preferred_age_to"],
                experience=row["experience_teaching"],
                led=dict(led.get(row["pk"], {})),
                step=steps.get(row["person_id"]),
                offered_to=_offered_to(row, loans.get(row["pk"], set()), places),
                subject_only=row["mentor_type"] == MentorType.SUBJECT,
            )
        )
    return out


def _forms(row: dict[str, Any], rules: EffectiveRegulation, is_head: bool) -> frozenset[str]:
    """What he is ready for: «ученик – ученик» is led by a pupil and by nobody else, and no pupil leads a teacher; the
    forms of a head and of an employer are theirs alone (S3 п. 4.2, 4.4)."""
    ready = set(row["forms_ready"]) or set(rules.value("forms"))
    ready -= set() if is_head else {"HEAD_EDUCATOR"}
    ready -= set() if row["source"] in EMPLOYERS else {"EMPLOYER_COLLEGE_STUDENT"}
    ready -= LED_TEACHERS if row["source"] == MentorSource.PUPIL else {AMONG_PUPILS}
    return frozenset(ready or {"NONE"})  # an empty set would mean «all of them»


def capacity(max_parallel: int | None, rules: EffectiveRegulation) -> int:
    """His own number, never over the regulation's; who named none has as many as the system would not warn about."""
    most = rules.value("max_mentees_per_mentor")
    own = max_parallel or int(most or rules.value("warn_mentees_per_mentor"))
    return min(own, int(most)) if most else own


def _cleared(row: dict[str, Any], rules: EffectiveRegulation) -> bool:
    """Beside children: whoever the school has not taken in itself shows his certificate (ТК ст. 331, 351.1)."""
    outsider = row["source"] not in INSIDERS and row["track"] == "student"
    return not outsider or row["clearance_on"] is not None or rules.value("outsider_clearance") != "refuse"


def _mentees(schools, consents, today, *, regulations, steps) -> list[m.Mentee]:  # type: ignore[no-untyped-def]
    """With this year's request: an entry without an open one asks for nobody. Three queries."""
    entries = MenteeEntry.objects.filter(organization_id__in=schools, state__in=WAITING)
    requests = MenteeRequest.objects.filter(withdrawn_at=None, entry__in=entries.values("pk"))
    latest = {}
    for request in requests.order_by("school_year", "pk").values(
        "pk", "entry_id", "areas", "subject", "preferred_form", "preferred_kinds", "preferred_mode", "hours_per_month",
        "urgency",
    ):  # fmt: skip
        latest[request["entry_id"]] = request
    choices: dict[tuple[int, str], set[int]] = defaultdict(set)
    named = RequestChoice.objects.filter(request_id__in=[request["pk"] for request in latest.values()])
    for request, kind, person in named.values_list("request_id", "kind", "mentor_entry__person_id"):
        choices[request, kind].add(person)
    out = []
    for row in entries.values(
        "pk", "person_id", "organization_id", "track", "subject", "shift", "experience_teaching", "activity",
        "person__birth_date", "approved_on",
    ):  # fmt: skip
        asked = latest.get(row["pk"])
        if asked is None:
            continue
        age = age_on(row["person__birth_date"], today)
        given = consents.get((row["organization_id"], row["person_id"]), set())
        out.append(
            m.Mentee(
                key=row["pk"],
                person=row["person_id"],
                organization=row["organization_id"],
                track=row["track"],
                areas=frozenset(asked["areas"]),
                consented=_may_take_part(given, row["track"], age),
                subject=asked["subject"] or row["subject"],
                form=asked["preferred_form"],
                kinds=frozenset(asked["preferred_kinds"]),
                mode=asked["preferred_mode"],
                age=age,
                hours=asked["hours_per_month"],
                shift=row["shift"],
                experience=row["experience_teaching"],
                urgent=asked["urgency"] == Urgency.NOW,
                passive=row["activity"] == Activity.PASSIVE,
                pupil=row["person_id"] in steps,
                step=steps.get(row["person_id"]),
                approved=row["approved_on"] is not None
                or regulations[row["organization_id"]].value("mentee_approval") != "head",
                wished=frozenset(choices.get((asked["pk"], RequestChoice.Kind.WISHED), ())),
                excluded=frozenset(choices.get((asked["pk"], RequestChoice.Kind.EXCLUDED), ())),
            )
        )
    return out


def _answers(schools: list[int]) -> dict[tuple[int, int], int]:
    """What people said of each other after the newest general meeting of their school. Two queries."""
    meetings = GeneralMeeting.objects.filter(organization_id__in=schools).order_by("held_on", "pk")
    newest = dict(meetings.values_list("organization_id", "pk"))  # the later ones replace the earlier
    rows = MutualChoice.objects.filter(meeting_id__in=newest.values())
    return {
        (chooser, chosen): ANSWERS[MutualChoice.Answer(answer)]
        for chooser, chosen, answer in rows.values_list("chooser_id", "chosen_id", "answer")
    }


def _pins(draft: MatchDraft | None) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    kinds: dict[str, set[tuple[int, int]]] = {"pinned": set(), "forbidden": set()}
    if draft is not None:
        rows = MatchPin.objects.filter(draft=draft)
        for kind, mentee, mentor in rows.values_list("kind", "mentee_entry_id", "mentor_entry_id"):
            kinds[kind].add((mentee, mentor))
    return frozenset(kinds["pinned"]), frozenset(kinds["forbidden"])

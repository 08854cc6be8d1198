"""What comes before a draft: the model of the year with its term, the general meeting and its private answers."""

import datetime
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock, due_rules
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services import deadlines

from ..models import GeneralMeeting, MutualChoice, YearModel
from ..queries.general_meetings import partners_of, people_of
from ..queries.regulations import effective_regulation
from ..terms import school_year

TERM = "pairing"
ANSWER_DAYS = 3  # a default of the system: no document names it


def _may(actor: Actor) -> None:
    if not actor.may("unit.manage"):
        raise Refusal(_("Пары подбирает куратор"), code="permission")


@transaction.atomic
def determine_model(
    *, actor: Actor, determined_on: datetime.date, forms: Sequence[str], sought_among: Sequence[str] = ()
) -> YearModel:
    """The audiences in which mentors are sought (codes of SoughtAmong), the forms of the year and the day they were
    chosen on; the term for pairs runs from it (S2 р. 6, этап 1 п. 3–4, разд. 9, п. 3.3)."""
    _may(actor)
    rules = effective_regulation(actor.organization, actor.today)
    wrong = [form for form in forms if form not in rules.value("forms")]
    if wrong or not forms:
        raise Refusal(_("Выберите формы из регламента"), clause=rules["forms"].basis)
    if determined_on > actor.today:
        raise Refusal(
            _("Дата определения модели не может быть в будущем"), todo=_("Укажите сегодняшний день или раньше")
        )
    year = school_year(determined_on)
    model, _created = YearModel.objects.update_or_create(
        organization=actor.organization, school_year=year,
        defaults={"determined_on": determined_on, "forms": list(forms), "sought_among": list(sought_among),
                  "created_by_id": actor.person_id},
    )  # fmt: skip
    audit.record(actor, "yearmodel.determine", model, on=determined_on.isoformat())
    days = rules.value("pairing_deadline_days")
    if days is not None:
        kind = f"{TERM}:{year}"
        deadlines.withdraw(organization=actor.organization, kind=kind)
        deadlines.plan(
            organization=actor.organization, kind=kind,
            rule=due_rules.DueRule(due_rules.DueType.RELATIVE, event="model_date", days=int(days)),
            title=_("Сформировать пары и группы"), role="curator", start=determined_on,
            end=determined_on + datetime.timedelta(days=int(days) + 31), events={"model_date": determined_on},
            due_shift=due_rules.Shift.NONE, url=reverse("matching"),
            clause=rules["pairing_deadline_days"].basis[:200],
        )  # fmt: skip
    return model


@transaction.atomic
def plan_meeting(*, actor: Actor, held_on: datetime.date, place: str = "") -> GeneralMeeting:
    """Everybody of the banks is invited; answers are given on the phone during and after it."""
    _may(actor)
    meeting = GeneralMeeting.objects.create(
        organization=actor.organization, school_year=school_year(held_on), held_on=held_on, place=place,
        answers_until=max(held_on, actor.today) + datetime.timedelta(days=ANSWER_DAYS),
        created_by_id=actor.person_id,
    )  # fmt: skip
    audit.record(actor, "generalmeeting.create", meeting, held_on=held_on.isoformat())
    for person in people_of(actor.organization_id):
        notify(
            person,
            _("Общая встреча наставников и наставляемых %s") % held_on.strftime("%d.%m.%Y"),
            dedupe_key=f"generalmeeting:{meeting.pk}",
            detail=_("После встречи отметьте, с кем хотели бы работать: ответы видит только куратор"),
            url=reverse("meeting_choices", args=[meeting.pk]),
            organization_id=actor.organization_id,
        )
    return meeting


@transaction.atomic
def mark_attendance(*, actor: Actor, meeting: GeneralMeeting, came: Collection[int]) -> int:
    """Who of the invited has come (S2 р. 6, этап 5 п. 1), by person; again, and the mark is the later one."""
    _may(actor)
    row = GeneralMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if actor.today < row.held_on:
        raise Refusal(
            _("Встреча ещё впереди: %s") % row.held_on.strftime("%d.%m.%Y"), todo=_("Отметьте явку в день встречи")
        )
    # Who was marked before and has left the banks since came all the same.
    known = {person.pk for person in people_of(actor.organization_id)} | set(row.came)
    row.came, row.attendance_at = sorted(known & set(came)), clock.now()
    row.save(update_fields=["came", "attendance_at"])
    audit.record(actor, "generalmeeting.attendance", row, count=len(row.came))
    return len(row.came)


@transaction.atomic
def answer(*, actor: Actor, meeting: GeneralMeeting, answers: Mapping[int, str]) -> int:
    """What the actor says of the others, by person; an empty word takes the answer back. Returns how many are kept."""
    if actor.today > meeting.answers_until:
        raise Refusal(
            _("Ответы принимали до %s") % meeting.answers_until.strftime("%d.%m.%Y"),
            todo=_("Скажите куратору о своём выборе"),
        )
    # Two presses of one person wait for each other.
    GeneralMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    known = {person.pk for person in partners_of(meeting, actor.person_id)}
    if not known:
        raise Refusal(_("Вас нет среди участников этой встречи"))
    MutualChoice.objects.filter(meeting=meeting, chooser_id=actor.person_id).delete()
    rows = [
        MutualChoice(meeting=meeting, chooser_id=actor.person_id, chosen_id=person, answer=said)
        for person, said in answers.items()
        if person in known and said in MutualChoice.Answer.values
    ]
    MutualChoice.objects.bulk_create(rows)
    audit.record(actor, "generalmeeting.answer", meeting)  # of whom and what stays private
    return len(rows)

"""Single difficulties: written down, closed by a diagnosis, by the end of a programme, by a word."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Diagnosis, DifficultyItem, PlanActivity, Program
from ..models.diagnosis import led_by
from ..models.program import DRAWN_UP


@dataclass(frozen=True)
class Word:
    """What is said of one area."""

    level: int | None = None
    description: str = ""
    evidence: str = ""
    strength: str = ""

    @property
    def is_empty(self) -> bool:
        return self.level is None and not self.strength.strip()


def write_words(diagnosis: Diagnosis, words: Mapping[str, Word]) -> None:
    """What is said of each area in place of what was said there."""
    for area, word in words.items():
        fields = {
            "level": word.level,
            "description": word.description.strip(),
            "evidence": word.evidence.strip(),
            "strength": word.strength.strip(),
        }
        DifficultyItem.objects.update_or_create(diagnosis=diagnosis, area=area, defaults=fields)


def close_what_is_over(diagnosis: Diagnosis) -> None:
    """«Нет» in a later diagnosis of the same side closes what stood open in that area."""
    gone = [item.area for item in diagnosis.items.all() if item.level == 0]
    rows = DifficultyItem.objects.filter(
        diagnosis__person_id=diagnosis.person_id, area__in=gone, level__gt=0, closed_on=None,
        diagnosis__held_on__lte=diagnosis.held_on,
    ).exclude(diagnosis_id=diagnosis.pk)  # fmt: skip
    own = {"diagnosis__method": Diagnosis.Method.SELF}
    rows = rows.filter(**own) if diagnosis.by_himself else rows.exclude(**own)
    rows.update(closed_on=diagnosis.held_on, closed_by=diagnosis)


@transaction.atomic
def close(*, actor: Actor, item: DifficultyItem) -> DifficultyItem:
    """The teacher or his mentor says that it is over (S4 п. 5.2); the programme that has dealt with it is named."""
    row = DifficultyItem.objects.select_for_update(of=("self",)).select_related("diagnosis").get(pk=item.pk)
    person_id = row.diagnosis.person_id
    if person_id != actor.person_id and not is_mentor_of(actor, person_id):
        raise Refusal(_("Затруднение закрывают сам педагог и его наставник"), code="permission")
    if not row.level:
        raise Refusal(_("Здесь закрывать нечего: затруднений не было"))
    if row.closed_on is None:
        row.closed_on = actor.today
        row.closed_in = _dealt_with(person_id, row.area)
        row.save(update_fields=["closed_on", "closed_in"])
        audit.record(actor, "difficulty.close", row.diagnosis, area=row.area)
    return row


def _dealt_with(person_id: int, area: str) -> Program | None:
    """The newest programme in which the teacher was a mentee and whose plan has the area."""
    rows = Program.objects.filter(
        unit__members__person_id=person_id, unit__members__side="mentee", plan__area=area
    ).exclude(state__in=DRAWN_UP)
    return rows.order_by("-start_on", "-pk").first()


@transaction.atomic
def close_at_the_end(*, actor: Actor, program: Program) -> int:
    """A programme is completed: what its plan has dealt with is closed for its mentees. How many difficulties."""
    areas = program.plan.filter(state=PlanActivity.State.DONE).values("area")
    mentees = program.unit.members.filter(side="mentee", left_on=None).values("person_id")
    rows = DifficultyItem.objects.filter(
        diagnosis__person_id__in=mentees, area__in=areas, level__gt=0, closed_on=None,
        diagnosis__held_on__lte=actor.today,
    )  # fmt: skip
    closed = rows.update(closed_on=actor.today, closed_in=program)
    if closed:
        audit.record(actor, "difficulty.close_all", program, closed=closed)
    return closed


def is_mentor_of(actor: Actor, person_id: int) -> bool:
    return led_by(actor.person_id).filter(person_id=person_id).exists()

"""Diagnoses of difficulties: recorded, closed, carried over into the request and the plan without typing twice."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person, StoredFile
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services.files import detected_type, store

from ..models import Diagnosis, MenteeEntry, MenteeRequest, PlanActivity, Program
from ..models.diagnosis import led_by
from ..models.program import EDITABLE
from ..queries.diagnoses import area_name, hard_areas, jobs_at
from ..queries.plan_rules import allowed_areas, direction_of, rules_of
from ..regulation.catalogue.choices import DIFFICULTY_AREAS
from ..terms import school_year
from .difficulties import Word, close_what_is_over, write_words
from .plans import ActivityDraft, current_plan, write_plan
from .program_people import check_writes
from .program_versions import record_version

Method = Diagnosis.Method


@dataclass(frozen=True)
class External:
    """What another system has measured."""

    system: str
    score: Decimal | None = None
    max_score: Decimal | None = None
    level_label: str = ""
    file: tuple[str, bytes] | None = None


def works_here(person_id: int, organization_id: int, on: datetime.date) -> bool:
    return jobs_at(organization_id, on).filter(person_id=person_id).exists()


def may_assess(actor: Actor, person: Person) -> bool:
    """The curator and the council of the school, and the mentor of the teacher."""
    here = actor.may("diagnosis.view") and works_here(person.pk, actor.organization_id, actor.today)
    return here or led_by(actor.person_id).filter(person_id=person.pk).exists()


@transaction.atomic
def record(
    *,
    actor: Actor,
    person: Person,
    method: str,
    held_on: datetime.date,
    words: Mapping[str, Word],
    external: External | None = None,
) -> Diagnosis:
    """A diagnosis of a teacher: his own or somebody else's. Areas of which nothing is said are left out."""
    _check(actor, person, method, held_on, external)
    said = {area: word for area, word in words.items() if area in DIFFICULTY_AREAS and not word.is_empty}
    if not said and external is None:
        raise Refusal(_("В диагностике не оценена ни одна область"), todo=_("Отметьте хотя бы одну"))
    diagnosis = Diagnosis.objects.create(
        organization=actor.organization,
        person=person,
        method=method,
        assessor_id=actor.person_id,
        held_on=held_on,
        created_at=clock.now(),
        **_of_the_system(actor, external),
    )
    write_words(diagnosis, said)
    close_what_is_over(diagnosis)
    audit.record(actor, "diagnosis.create", diagnosis, person=person.pk, method=method)
    if person.pk != actor.person_id:
        notify(
            person,
            _("Записана диагностика ваших затруднений"),
            dedupe_key=f"diagnosis:{diagnosis.pk}",
            detail=_("Прочитайте и сравните со своей оценкой"),
            url=reverse("diagnosis_detail", args=[diagnosis.pk]),
            organization_id=diagnosis.organization_id,
        )
    return diagnosis


def _check(actor: Actor, person: Person, method: str, held_on: datetime.date, external: External | None) -> None:
    own = person.pk == actor.person_id
    if method == Method.SELF and not own:
        raise Refusal(_("Самодиагностику заполняет сам педагог"), code="permission")
    if not works_here(person.pk, actor.organization_id, actor.today):
        raise Refusal(_("Диагностика затруднений – для педагогов вашей организации"), code="permission")
    if not own and not may_assess(actor, person):
        raise Refusal(_("Диагностику записывают куратор, совет и наставник педагога"), code="permission")
    if own and method not in {Method.SELF, Method.EXTERNAL}:
        raise Refusal(_("Посещение урока и анкету записывает не сам педагог"), todo=_("Выберите самодиагностику"))
    if held_on > actor.today:
        raise Refusal(_("Диагностика ещё не прошла: дата в будущем"), todo=_("Поставьте сегодняшнюю или раньше"))
    if (method == Method.EXTERNAL) != (external is not None and bool(external.system.strip())):
        raise Refusal(_("У внешней диагностики есть название системы"), todo=_("Напишите, где она пройдена"))
    if external and (external.score or 0) > (external.max_score if external.max_score is not None else 9999):
        raise Refusal(_("Балл больше наибольшего"), todo=_("Проверьте оба числа"))


def _of_the_system(actor: Actor, external: External | None) -> dict[str, Any]:
    if external is None:
        return {}
    return {
        "external_system": external.system.strip(),
        "score": external.score,
        "max_score": external.max_score,
        "level_label": external.level_label,
        "file": keep_evidence(actor, *external.file) if external.file else None,
    }


def keep_evidence(actor: Actor, name: str, content: bytes) -> StoredFile:
    """A scan, a photo or a PDF that proves; given out with its diagnosis or product."""
    return store(
        organization=actor.organization,
        purpose=StoredFile.Purpose.EVIDENCE,
        content=content,
        name=name,
        content_type=detected_type(content) or "application/octet-stream",
    )


def request_lacks(person_id: int, actor: Actor) -> tuple[MenteeRequest | None, list[str]]:
    """The teacher's open request of this year, and the hard areas that it does not name, as far as the actor knows."""
    entries = MenteeEntry.objects.visible_to(actor).filter(person_id=person_id, track="staff")
    rows = MenteeRequest.objects.filter(entry__in=entries, withdrawn_at=None, school_year=school_year(actor.today))
    request = rows.select_related("entry").first()
    return request, [area for area in hard_areas(person_id, actor) if request and area not in request.areas]


@transaction.atomic
def suggest_to_request(*, actor: Actor, diagnosis: Diagnosis) -> list[str]:
    """Add the hard areas to the request of this year; its words stay. Returns the areas that are new in it."""
    request, missing = request_lacks(diagnosis.person_id, actor)
    if request is None:
        raise Refusal(_("Запроса в этом году ещё нет"), todo=_("Он заполняется в карточке наставляемого: три вопроса"))
    entry: MenteeEntry = request.entry
    manages = actor.may("bank.manage") and actor.signs_for(entry.organization_id)
    if not manages and entry.person_id != actor.person_id:
        raise Refusal(_("Запрос заполняет наставляемый или куратор"), code="permission")
    row = MenteeRequest.objects.select_for_update().get(pk=request.pk)
    row.areas = [*row.areas, *(area for area in missing if area not in row.areas)]
    row.save(update_fields=["areas"])
    audit.record(actor, "request.add_areas", entry, areas=missing)
    return missing


def plan_lacks(program: Program, person_id: int, actor: Actor) -> list[str]:
    """Hard areas without a line in the plan (S1 п. 1.2)."""
    planned = set(program.plan.exclude(state=PlanActivity.State.EXCLUDED).values_list("area", flat=True))
    allowed = _directions(program, actor)
    return [
        area
        for area in hard_areas(person_id, actor)
        if (near := direction_of(area, allowed)) in allowed and not {area, near} & planned
    ]


def _directions(program: Program, actor: Actor) -> set[str]:
    return allowed_areas(program.unit, rules_of(program, actor.today))


def program_of(person_id: int) -> Program | None:
    """The programme that is being drawn up for the teacher."""
    rows = Program.objects.filter(
        unit__members__person_id=person_id, unit__members__side="mentee", unit__members__left_on=None,
        state__in=EDITABLE,
    )  # fmt: skip
    return rows.select_related("unit").order_by("-pk").first()


@transaction.atomic
def suggest_to_plan(*, actor: Actor, diagnosis: Diagnosis) -> list[str]:
    """A line for each hard area that the plan forgets, in the words of the diagnosis. Returns the areas."""
    program = program_of(diagnosis.person_id)
    if program is None:
        raise Refusal(
            _("Программы, которую составляют, у педагога сейчас нет"),
            todo=_("Составьте программу в карточке пары, потом добавьте мероприятия"),
        )
    check_writes(actor, program.unit, program)
    row = Program.objects.select_for_update(of=("self",)).select_related("unit").get(pk=program.pk)
    missing = plan_lacks(row, diagnosis.person_id, actor)
    if not missing:
        return []
    words = {item.area: item.description for item in diagnosis.items.all()}
    allowed = _directions(row, actor)
    new = [ActivityDraft(direction_of(area, allowed), _line(area, words.get(area, ""))) for area in missing]
    write_plan(row, [*current_plan(row), *new])
    row.version += 1  # who is editing the plan now learns that it has changed
    row.save(update_fields=["version"])
    audit.record(actor, "program.plan", row, lines=len(missing))
    record_version(row, actor=actor)
    return missing


def _line(area: str, description: str) -> str:
    what = description or area_name(area)
    return (_("Разобрать с наставником: %s") % what)[:500]

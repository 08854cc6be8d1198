"""Joint projects of pairs: planned by the curator or by a pair itself, done with a result, judged by an expert."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version

from ..models import JointProject, ProjectUnit, Unit
from ..models.unit import LIVING
from ..queries.participants import manages
from ..workflow import move

State = JointProject.State


def may_write(actor: Actor, project: JointProject) -> bool:
    """The curator of the school, and whoever takes part in one of the pairs."""
    if manages(actor, project):
        return True
    pairs = ProjectUnit.objects.filter(project=project)
    return pairs.filter(unit__members__person_id=actor.person_id, unit__members__left_on=None).exists()


def _check(actor: Actor, project: JointProject) -> None:
    if not may_write(actor, project):
        raise Refusal(_("Проект ведут его участники и куратор школы"), code="permission")


def units_for(actor: Actor) -> Any:
    """Pairs that the actor may put into a project: those of the school for its curator, else his own."""
    return Unit.objects.worked_in_by(actor).filter(state__in=LIVING)


@transaction.atomic
def plan_project(*, actor: Actor, fields: Mapping[str, Any], units: Sequence[Unit]) -> JointProject:
    chosen = list(units_for(actor).filter(pk__in=[unit.pk for unit in units]).select_related("organization"))
    if not chosen or len(chosen) != len(set(units)):
        raise Refusal(_("Выберите хотя бы одну свою пару"), todo=_("Проект ведут пары: отметьте, какие"))
    project = JointProject.objects.create(
        organization_id=chosen[0].organization_id, created_by_id=actor.person_id, created_at=clock.now(), **fields
    )
    ProjectUnit.objects.bulk_create(ProjectUnit(project=project, unit=unit) for unit in chosen)
    audit.record(actor, "jointproject.create", project, to_state=project.state, units=len(chosen))
    return project


@transaction.atomic
def edit_project(*, actor: Actor, project: JointProject, version: int, fields: Mapping[str, Any]) -> JointProject:
    """Words, dates and the result, until the project is closed. Raises Stale when it was saved since ``version``."""
    row = JointProject.objects.select_for_update(of=("self",)).select_related("organization").get(pk=project.pk)
    _check(actor, row)
    if row.state in {State.DONE, State.CANCELLED}:
        raise Refusal(_("Проект уже закрыт: %s") % row.get_state_display(), todo=_("Заведите новый проект"))
    check_version(row, version, _("Проект уже изменили, пока вы его правили"), fields)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    audit.record(actor, "jointproject.edit", row)
    return row


@transaction.atomic
def move_project(*, actor: Actor, project: JointProject, verb: str, result: str = "") -> JointProject:
    """Begin, achieve (with what came of it), abandon (with why)."""
    _check(actor, project)
    changes: dict[str, Any] = {}
    if verb in {"achieve", "abandon"}:
        changes = {"closed_on": actor.today, "result": result.strip() or project.result}
    if verb == "abandon" and not changes["result"]:
        raise Refusal(_("Не сказано, почему проект не состоялся"), todo=_("Напишите одну фразу"))
    return move(project, verb, actor=actor, changes=changes, as_effect=True)


@transaction.atomic
def judge(*, actor: Actor, project: JointProject, expert: str, score: int, words: str = "") -> JointProject:
    """An expert's word about what was done, written down by the curator; nobody judges his own project."""
    row = JointProject.objects.select_for_update(of=("self",)).select_related("organization").get(pk=project.pk)
    if not actor.may("unit.manage") or not actor.signs_for(row.organization_id):
        raise Refusal(_("Оценку эксперта записывает куратор школы"), code="permission")
    if ProjectUnit.objects.filter(project=row, unit__members__person_id=actor.person_id).exists():
        raise Refusal(_("Вы участвуете в этом проекте"), todo=_("Оценку запишет другой куратор"))
    if row.state != State.DONE:
        raise Refusal(_("Оценивают завершённый проект"), todo=_("Сначала запишите результат"))
    row.expert, row.expert_score, row.expert_words = expert.strip()[:200], score, words.strip()
    row.save(update_fields=["expert", "expert_score", "expert_words"])
    audit.record(actor, "jointproject.judge", row, score=score)
    return row

"""What pages of projects and of the school's programmes read."""

from django.db.models import Prefetch, Q, QuerySet

from accounts.permissions import Actor

from ..models import JointProject, ProjectUnit, SchoolProgram, Unit, UnitMember
from ..terms import moments_of, school_year, year_days


def _with_people(rows: QuerySet[JointProject], actor: Actor) -> QuerySet[JointProject]:
    """The people of the reader's own school and of his own pairs; of a pair of another school, its school alone."""
    known = Q(unit__organization_id=actor.organization_id) | Q(unit__in=Unit.objects.visible_to(actor))
    people = UnitMember.objects.filter(known, left_on=None).select_related("person")
    units = ProjectUnit.objects.select_related("unit__organization").prefetch_related(
        Prefetch("unit__members", people, to_attr="people")
    )
    return rows.select_related("organization").prefetch_related(Prefetch("units", units, to_attr="pairs"))


def project_rows(actor: Actor) -> QuerySet[JointProject]:
    return _with_people(JointProject.objects.visible_to(actor), actor)


def projects_of(unit: Unit) -> list[JointProject]:
    """For the card of a pair: what it does together with others, the school's own and between schools. One query."""
    rows = JointProject.objects.filter(pk__in=ProjectUnit.objects.filter(unit=unit).values("project_id"))
    return list(rows.exclude(state=JointProject.State.CANCELLED)[:20])


def units_of(program: SchoolProgram) -> QuerySet[Unit]:
    """Pairs of the programme's form that work in its year: proposed by its end and not ended before it."""
    first, last = year_days(program.school_year)
    _began, over = moments_of(first, last, program.organization.zone)
    rows = Unit.objects.filter(organization_id=program.organization_id, form=program.form)
    rows = rows.filter(proposed_at__lt=over).exclude(state=Unit.State.REJECTED)
    rows = rows.filter(Q(closed_on=None) | Q(closed_on__gte=first))
    return rows.prefetch_related("members__person")


def this_year(actor: Actor) -> int:
    return school_year(actor.today)

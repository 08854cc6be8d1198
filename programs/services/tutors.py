"""A municipality gives its teachers tutors (S3 п. 3.6). The teacher is told and may close his route at any time."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import AuditEvent, Person
from accounts.notices import notify
from accounts.permissions import Actor, grant_permission
from accounts.refusal import Refusal
from accounts.services.grants import LONGEST

from ..models import LearningRoute, LearningRouteGrant
from ..queries.tutors import led_below, own_tutors


@transaction.atomic
def attach(*, actor: Actor, route: LearningRoute, tutor: Person) -> LearningRouteGrant:
    """For a year or to the end of the route. The diagnosis stays closed: that is the teacher's own consent to give.

    Raises Refusal for oneself, for whoever is no tutor here, and where the teacher has parted with this tutor.
    """
    row = led_below(actor).select_for_update(of=("self",)).filter(pk=route.pk).first()
    if row is None:
        raise Refusal(_("Тьютора закрепляет координатор муниципалитета за педагогом своей школы"), code="permission")
    if tutor.pk == actor.person_id:
        raise Refusal(
            _("Себе открыть маршрут педагога нельзя"), code="permission",
            todo=_("Закрепите другого тьютора или дайте педагогу свой код: он пригласит вас сам"),
        )  # fmt: skip
    if not own_tutors(actor).filter(pk=tutor.pk).exists():
        raise Refusal(
            _("Этот человек не тьютор вашего муниципалитета"),
            todo=_("Дайте ему роль муниципального тьютора и попросите войти"),
        )
    about = {
        "user_id": tutor.user_id, "permission": grant_permission(LearningRoute, "view_learningroute"),
        "content_object": row,
    }  # fmt: skip
    held = LearningRouteGrant.objects.filter(**about).first()
    if held is not None and held.revoked_at is None and held.valid_to >= actor.today:
        raise Refusal(_("Этот тьютор уже ведёт педагога"), code="already")
    if held is not None and held.revoked_at is not None and _closed_by(row.educator_id, held):
        raise Refusal(
            _("Педагог закрыл этому тьютору доступ"),
            todo=_("Закрепите другого тьютора. Этого педагог может пригласить сам"),
        )
    until = min(row.end_on, actor.today + LONGEST) if row.end_on >= actor.today else actor.today + LONGEST
    given = {
        "valid_from": actor.today, "valid_to": until, "granted_by_id": actor.person_id,
        "reason": _("Закреплён муниципалитетом"), "revoked_at": None,
    }  # fmt: skip
    grant, _made = LearningRouteGrant.objects.update_or_create(**about, defaults=given)
    audit.record(
        actor, "grant.give", grant, organization_id=row.organization_id, basis=given["reason"], person=tutor.pk,
        until=until.isoformat(),
    )  # fmt: skip
    key = f"{grant.pk}:{actor.today}"
    _tell(tutor, row, _("За вами закрепили педагога: %s") % row.educator.full_name, f"attach:{key}")
    words = _("Муниципалитет закрепил за вами тьютора: %s. Доступ можно закрыть") % tutor.full_name
    _tell(row.educator, row, words, f"attached:{key}")
    return grant


def _closed_by(person_id: int, grant: LearningRouteGrant) -> bool:
    """Whether the teacher himself has ever said no to it; what the municipality took away, it may give again."""
    said = AuditEvent.objects.filter(verb="grant.revoke", object_type=grant._meta.label, object_id=grant.pk)
    return said.filter(person_id=person_id).exists()


@transaction.atomic
def detach(*, actor: Actor, route: LearningRoute, grant_id: int) -> None:
    """What the municipality has given; whom the teacher has asked himself, he parts with himself."""
    row = led_below(actor).filter(pk=route.pk).first()
    grants = LearningRouteGrant.objects.select_for_update(of=("self",)).filter(pk=grant_id, content_object=row)
    grant = grants.exclude(granted_by=row.educator).first() if row is not None else None
    if row is None or grant is None:
        raise Refusal(_("Этого тьютора пригласил сам педагог, или он уже не ведёт"), code="permission")
    if grant.revoked_at is None:
        grant.revoked_at = clock.now()
        grant.save(update_fields=["revoked_at"])
        audit.record(actor, "grant.revoke", grant, organization_id=row.organization_id, user=grant.user_id)


def _tell(person: Person, route: LearningRoute, text: str, key: str) -> None:
    notify(
        person, text, dedupe_key=f"route.{key}"[:120], url=reverse("route_detail", args=[route.pk]),
        organization_id=route.organization_id,
    )  # fmt: skip

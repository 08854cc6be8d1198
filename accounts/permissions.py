"""Actor, ``@requires`` and ``@public``: every URL declares its access, and the declaration opens the scope."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial, wraps
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, Model, OuterRef, Q, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from . import clock
from .models import (
    Employment,
    Membership,
    Organization,
    OrganizationGrant,
    OrganizationKind,
    Person,
    StudentProfile,
    User,
)
from .refusal import Refusal
from .roles import OF_BODIES_ONLY, OF_EMPLOYEES_ONLY, OF_SCHOOLS_ONLY, OFFICES, ROLE_PERMISSIONS, Role, is_personal
from .tenancy import tenant_scope, user_scope

SESSION_KEY = "membership"
M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Actor:
    """One person acting in one role at one node. Built once a request; services and queries take it whole.

    ``organization_ids`` is the subtree that the role reaches, empty for roles that see only what concerns themselves.
    ``employed``: whoever has a job, and of the others those who hold an office and learn nowhere: a seat in the body of
    mentors makes no employee of a pupil.
    """

    user_id: int | None
    person_id: int
    membership_id: int
    role: str
    region_id: int
    organization: Organization
    organization_ids: tuple[int, ...]
    granted_organization_ids: tuple[int, ...] = ()
    person_name: str = ""
    roles_count: int = 1
    employed: bool = True

    @property
    def organization_id(self) -> int:
        return self.organization.pk

    @property
    def zone(self) -> ZoneInfo:
        return self.organization.zone

    @property
    def today(self) -> datetime.date:
        return clock.today(self.zone)

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)

    @property
    def organization_name(self) -> str:
        return self.organization.short_name

    @cached_property
    def permissions(self) -> frozenset[str]:
        held = ROLE_PERMISSIONS[self.role] - (frozenset() if self.employed else OF_EMPLOYEES_ONLY)
        return held - (OF_BODIES_ONLY if self.organization.kind == OrganizationKind.SCHOOL else OF_SCHOOLS_ONLY)

    @property
    def reaches_below(self) -> bool:
        """There are organizations under his node, and his role sees them."""
        return len(self.organization_ids) > 1

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def signs_for(self, organization_id: int) -> bool:
        """Documents are drafted and signed at the very node where the role is held, never below it."""
        return organization_id == self.organization_id


def granted_organization_ids(user_id: int | None, on: datetime.date) -> tuple[int, ...]:
    """Organizations opened to a user by an object grant that is in force. Guardian's own answer ignores the dates."""
    if user_id is None:
        return ()
    grants = OrganizationGrant.objects.filter(user_id=user_id, valid_from__lte=on, valid_to__gte=on, revoked_at=None)
    return tuple(grants.values_list("content_object_id", flat=True))


def actor_of(membership: Membership, *, roles_count: int = 1) -> Actor:
    """The actor of a membership; needs the open scope of its region."""
    organization = membership.organization
    if is_personal(membership.role):
        reach: tuple[int, ...] = ()
    else:
        reach = tuple(Organization.objects.subtree(organization).order_by().values_list("pk", flat=True))
    person: Person = membership.person
    return Actor(
        user_id=membership.user_id,
        person_id=person.pk,
        membership_id=membership.pk,
        role=membership.role,
        region_id=membership.region_id,
        organization=organization,
        organization_ids=reach,
        granted_organization_ids=granted_organization_ids(membership.user_id, clock.today(organization.zone)),
        person_name=person.full_name,
        roles_count=roles_count,
        employed=works(membership),
    )


def works(membership: Membership) -> bool:
    """Whether he has a job today, or holds an office and is no pupil: asked beforehand by ``load_actor``."""
    personal = is_personal(membership.role)
    if not personal and membership.organization.kind != OrganizationKind.SCHOOL:
        return True
    known: bool | None = getattr(membership, "employed", None)
    if known is not None:
        return known or not (personal or membership.learns)
    day = clock.today(membership.organization.zone)
    jobs = Employment.objects.in_force(day).filter(person_id=membership.person_id)
    if personal:
        return jobs.exists()
    learns = StudentProfile.objects.in_force(day).filter(person_id=membership.person_id)
    return not learns.exclude(Exists(jobs)).exists()


def memberships_of(user_id: int) -> list[tuple[int, int]]:
    """``(membership id, region id)`` that a login holds today in any region: offices first, then the newest.

    The day is that of the easternmost zone of Russia at the beginning and the westernmost at the end: the exact day is
    checked again in the organization's own zone once its region is open.
    """
    today = clock.now().date()
    day = datetime.timedelta(days=1)
    with user_scope(user_id):
        rows = (
            Membership.everything.filter(user_id=user_id, valid_from__lte=today + day)
            .filter(Q(valid_to=None) | Q(valid_to__gt=today - day))
            .order_by(Case(When(role__in=OFFICES, then=0), default=1), "-valid_from", "-pk")
            .values_list("pk", "region_id")
        )
        return list(rows)


def is_in_force(membership: Membership) -> bool:
    """Today, on the wall of its organization."""
    today = clock.today(membership.organization.zone)
    return membership.valid_from <= today and (membership.valid_to is None or today < membership.valid_to)


def needs_second_factor(request: HttpRequest, actor: Actor) -> bool:
    """Compulsory above the school, whatever the role (a ministry's head too); the demo is exempt."""
    above = actor.organization.kind != OrganizationKind.SCHOOL
    return above and not settings.DEMO and not is_mfa_enabled(request.user)


def load_actor(membership_id: int, count: int = 1) -> Actor | None:
    """The actor of a membership that is in force today; needs the open scope of its region."""
    memberships = Membership.objects.select_related("person", "organization", "organization__region", "region")
    # By the widest day of Russia, as in memberships_of: nobody who was hired today is taken for a pupil at night.
    today, day = clock.now().date(), datetime.timedelta(days=1)
    wide = Q(valid_to=None) | Q(valid_to__gt=today - day), Q(person_id=OuterRef("person_id"))
    jobs = Employment.objects.filter(*wide, valid_from__lte=today + day)
    places = StudentProfile.objects.filter(*wide, valid_from__lte=today + day)
    found = memberships.filter(pk=membership_id).annotate(employed=Exists(jobs), learns=Exists(places))
    membership = _one(found)
    if membership is None or not is_in_force(membership):
        return None
    return actor_of(membership, roles_count=count)


def _answer(
    request: HttpRequest, row: tuple[int, int], count: int, permission: str | None, view: Callable[[], HttpResponse]
) -> HttpResponse | None:
    """The view's answer in one role, in its scope and its organization's time; None when the role is not in force."""
    membership_id, region_id = row
    try:
        with tenant_scope(region_id):
            actor = load_actor(membership_id, count)
            if actor is None:
                return None
            request.actor = actor
            if needs_second_factor(request, actor):
                return redirect("mfa_activate_totp")
            if permission is not None and not actor.may(permission):
                raise PermissionDenied(permission)
            with timezone.override(actor.zone):
                return view()
    except Refusal as refusal:
        # A page of its own scope: the one of the view is gone with everything that it wrote.
        with tenant_scope(region_id), timezone.override(request.actor.zone):
            return refused(request, refusal)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal: why, by which clause, what to do, and the way back to where it was pressed."""
    back = request.headers.get("Referer", "")
    back = back if is_own(request, back) else ""
    return render(request, "accounts/refused.html", {"refusal": refusal, "back": back}, status=409)


def is_own(request: HttpRequest, url: str) -> bool:
    """Whether an address that came from outside leads into the system."""
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())


def requires(permission: str | None = None) -> Callable[[View], View]:
    """The view needs a signed-in person with a role, and the permission where one is named.

    Opens the tenant scope around the view: an exception rolls everything back. A refusal of a rule becomes a page that
    says why. Inside the tenant a missing permission is 403; whatever is not visible is 404, foreign or not.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            rows = memberships_of(request.user.pk)
            chosen = request.session.get(SESSION_KEY)
            # The chosen role or else the newest; one that is not in force in its own zone gives way to the next.
            for row in sorted(rows, key=lambda row: row[0] != chosen):
                answer = _answer(request, row, len(rows), permission, partial(view, request, *args, **kwargs))
                if answer is not None:
                    return answer
            return redirect("no_role")

        wrapped.access = permission or "signed in"
        return wrapped

    return decorate


def public(view: View) -> View:
    """Anybody may open it; it reads no tenant rows unless it opens a scope by what its address says."""
    view.access = "public"
    return view


def signed_in(view: View) -> View:
    """A login without a role is enough (choosing a role, signing out). No scope is open."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    wrapped.access = "login"
    return wrapped


def _one(rows: QuerySet[M]) -> M | None:
    """``first()`` of rows that a key leaves one of: without its order, whose making costs more than the answer."""
    return next(iter(rows.order_by()[:1]), None)


def get_visible(model: type[M], actor: Actor, pk: int, *related: str) -> M:
    """The row if the actor may see it. Raises Http404 alike for a foreign, hidden and missing one."""
    row = _one(model.objects.visible_to(actor).select_related(*related).filter(pk=pk))
    if row is None:
        raise Http404
    return row


def grant_permission(model: type[Model], codename: str) -> Permission:
    """The permission row of a model; the table is the platform's."""
    content_type = ContentType.objects.get_for_model(model)
    return Permission.objects.get(content_type=content_type, codename=codename)


def guardian_says(user: User, permission: str, obj: Model) -> bool:
    """What django-guardian itself answers, without dates. For tests and checks; access is decided by ``visible_to``."""
    return user.has_perm(permission, obj)

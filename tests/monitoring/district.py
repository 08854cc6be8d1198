"""A district of its own with three schools, for the terms of the year (S1: schools А, Б, В)."""

import datetime
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import Membership, Organization, Person, Region, StoredFile, User
from accounts.tenancy import tenant_scope
from programs.models import LocalAct, MenteeEntry, MentorEntry, Regulation, Unit, UnitMember
from tests.engine.kit import member, organization
from tests.world import TOTP_SECRET, Member

BEGAN = datetime.date(2022, 8, 19)


def setting(value: object) -> dict[str, object]:
    return {"value": value, "clause": "п. 4 приказа", "locked": False}


S1 = {
    "deadlines.statute": setting("08-31"),
    "deadlines.plan": setting("08-31"),
    "deadlines.implementation": setting("09-01"),
    "deadlines.pairs": setting("09-30"),
    "due_shift": setting("none"),
}


@dataclass
class District:
    region: Region
    body: int
    schools: dict[str, int]
    coordinator: Member

    def scope(self):
        return tenant_scope(self.region.pk)

    def school(self, name: str) -> Organization:
        return Organization.objects.select_related("region").get(pk=self.schools[name])


def make_district(
    code: str = "s1", names: str = "АБВ", settings: dict | None = None, zone: str = "Asia/Barnaul"
) -> District:
    region = Region.objects.create(code=code, name=f"Край {code}", time_zone=zone, calendar="ru")
    with tenant_scope(region.pk):
        authority = organization("region_authority", code, None)
        body = organization("municipality", code, authority)
        schools = {}
        for number, name in enumerate(names):
            school = organization("school", f"{code}-{number}", body, school_kind="general")
            Organization.objects.filter(pk=school.pk).update(short_name=f"Школа {name}")
            member(school, "head")
            member(school, "curator")
            schools[name] = school.pk
        Regulation.objects.create(
            organization=body, number=1, title="Положение", state="in_force", effective_from=BEGAN,
            settings=S1 if settings is None else settings,
            created_at=datetime.datetime(2022, 8, 19, tzinfo=datetime.UTC),
        )  # fmt: skip
        person = member(body, "coordinator")
        user = User.objects.create_user(f"coordinator-{code}@example.org", "x")
        Person.objects.filter(pk=person).update(user=user)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        TOTP.activate(user, TOTP_SECRET)
        row = Membership.objects.get(person_id=person)
        row.user = user
        row.save()
        coordinator = Member("coordinator", code, region.pk, user.pk, person, row.pk, user.email, "Координатор")
    return District(region, body.pk, schools, coordinator)


def act(district: District, name: str, kind: str, at: datetime.datetime) -> LocalAct:
    """An approved paper with its file came into the register at that moment. In an open scope."""
    school = district.school(name)
    head = Membership.objects.get(organization=school, role="head").person
    file = StoredFile.objects.create(
        organization=school, purpose="scan", name=f"{kind}.pdf", content_type="application/pdf", size=1,
        sha256=f"{school.pk:032x}{hash(kind) % 16**8:032x}"[:64], created_at=at,
    )  # fmt: skip
    return LocalAct.objects.create(
        organization=school, kind=kind, title=f"{kind} {name}", number="1", dated=at.date(), file=file, added_by=head,
        added_at=at,
    )  # fmt: skip


def held_pair(district: District, name: str, number: int, at: datetime.datetime, mentees: int = 1) -> Unit:
    """A pair or a group that works since then. In an open scope."""
    school = district.school(name)
    mentor = Person.objects.create(last_name=f"Наставник{name}{number}", first_name="Н")
    entry = MentorEntry.objects.create(organization=school, person=mentor, state="active", created_at=at)
    unit = Unit.objects.create(
        organization=school, kind="pair" if mentees == 1 else "group", form="TEACHER_TEACHER",
        curator=Membership.objects.get(organization=school, role="curator").person, state="active",
        people_key=f"{name}:{number}", proposed_at=at,
    )  # fmt: skip
    UnitMember.objects.create(unit=unit, person=mentor, side="mentor", mentor_entry=entry)
    for place in range(mentees):
        person = Person.objects.create(last_name=f"Наставляемый{name}{number}{place}", first_name="П")
        asks = MenteeEntry.objects.create(organization=school, person=person, state="in_program", created_at=at)
        UnitMember.objects.create(unit=unit, person=person, side="mentee", mentee_entry=asks)
    return unit

"""Recognition in the demo: a draft that the council may recommend, one with the district, one that was granted; a
contest with places; an award of the district's own."""

import datetime

from accounts import clock
from accounts.models import Membership
from accounts.permissions import Actor, actor_of
from accounts.roles import Role
from programs.management.demo_later import part
from programs.models import Consent, Event, EventParticipant

from .queries.recognition import Candidate, candidates
from .services import nominations as service
from .services import own_awards

DISTRICT = "schekino"


def _actor(curator: Actor, role: str, slug: str = "") -> Actor | None:
    rows = Membership.objects.select_related("person", "organization__region").filter(role=role)
    place = {"organization__slug": slug} if slug else {"organization_id": curator.organization_id}
    found = rows.filter(**place).order_by("pk").first()
    return actor_of(found) if found is not None else None


@part
def recognition(curator: Actor) -> None:
    head, coordinator = _actor(curator, Role.HEAD), _actor(curator, Role.MUNICIPAL_COORDINATOR, DISTRICT)
    people = candidates(curator, at_work=True)
    mentors = [one for one in people if one.part == "mentor"]
    if coordinator is not None:
        own_awards.add(actor=coordinator, fields={
            "title": "Благодарность комитета по образованию", "level": "municipality", "parts": ["mentor", "curator"],
            "conditions": [], "basis": "Положение о наградах комитета, п. 2",
        })  # fmt: skip
    if head is None or not mentors:
        return
    _sent(curator, head, mentors[-1])
    _granted(curator, head, people)
    if len(mentors) > 1:
        service.propose(
            actor=curator, award="school_certificate", who=mentors[0].key,
            reason="Открыла свои уроки для всех молодых учителей школы и ведёт час вопросов каждую неделю.",
        )  # fmt: skip
    _contest(curator, mentors)


def _sent(curator: Actor, head: Actor, who: Candidate) -> None:
    row = service.propose(
        actor=curator, award="municipal_contest", who=who.key, body="«Наставник – 2026»",
        reason="За год наставляемая стала сама проводить открытые уроки; план программы выполняется в срок.",
    )  # fmt: skip
    given = {"organization_id": row.organization_id, "person": who.person, "kind": Consent.Kind.PDN_TRANSFER}
    if not Consent.objects.in_force().filter(**given).exists():
        Consent.objects.create(
            **given, state="signed", text_version="1", created_at=clock.now(), signed_on=curator.today,
            text="Согласен на передачу сведений о наставничестве органу управления образованием.",
        )  # fmt: skip
    service.submit(actor=head, nomination=row)


def _granted(curator: Actor, head: Actor, people: list[Candidate]) -> None:
    done = [one for one in people if one.program is not None and one.program.state == "completed"]
    if done:
        row = service.propose(
            actor=curator, award="school_thanks", who=done[0].key, reason="Программа выполнена целиком и раньше срока."
        )
        row = service.grant(actor=head, nomination=row)
        service.present(actor=curator, nomination=row, on=curator.today, where="методический совет")


def _contest(curator: Actor, mentors: list[Candidate]) -> None:
    held = clock.now() - datetime.timedelta(days=6)
    event = Event.objects.create(
        organization=curator.organization, reaches=curator.organization, kind=Event.Kind.CONTEST, state="held",
        title="Наставник года", place="актовый зал", starts_at=held, created_by_id=curator.person_id,
        created_at=held, outcome="Участвовали все пары школы.",
        programme="Открытый урок пары\nЧто изменилось за год, по замерам\nЧто могут взять другие",
    )  # fmt: skip
    for one, result in zip(mentors, ("first", "second"), strict=False):
        EventParticipant.objects.create(
            event=event, person=one.person, organization=curator.organization, result=result,
            marked_by_id=curator.person_id, marked_at=held,
        )  # fmt: skip

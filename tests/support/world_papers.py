"""The papers of each school of the world: a statement, a release, a look at a file, a helper, an agreement, the body of
mentors with minutes and a case. Free texts carry «СУТЬ» of the school."""

import datetime

from django.utils import timezone

from accounts.roles import Role
from programs import models as p
from tests.world import BEGAN, Node

WEEK = datetime.timedelta(days=7)


def fill(node: Node) -> None:
    unit = p.Unit.objects.get(pk=node.rows["unit"])
    mentor, mentee, guest = node[Role.MENTOR].person_id, node[Role.MENTEE].person_id, node.rows["guest"]
    _asked(node, unit, mentor, mentee, guest)
    _agreement(node, unit, mentor)
    _council(node, unit, mentor)
    _replacement(node, unit)


def _asked(node: Node, unit: p.Unit, mentor: int, mentee: int, guest: int) -> None:
    today = timezone.now().date()
    common = {"organization_id": node.id, "unit": unit}
    statement = p.Application.objects.create(
        kind="release", author_id=mentor, text=f"Прошу {node.inner}", filed_on=today, answer_until=today + WEEK,
        **common,
    )  # fmt: skip
    release = p.DutyRelease.objects.create(
        person_id=mentor, activity=f"Конференция {node.inner}", on=today + WEEK, lessons=f"уроки {node.inner}",
        substitute_id=guest, asked_on=today, **common,
    )  # fmt: skip
    access = p.FileAccess.objects.create(
        person_id=mentor, mentee_id=mentee, purpose=f"Цель {node.inner}", materials=node.inner, until=today + WEEK,
        asked_on=today, **common,
    )  # fmt: skip
    helper = p.HelperInvitation.objects.create(
        person_id=node[Role.PSYCHOLOGIST].person_id, task=f"Помочь {node.inner}", until=today + WEEK,
        activity_id=node.rows["line"], invited_by_id=mentor, invited_on=today, **common,
    )  # fmt: skip
    node.rows.update({
        "application": statement.pk, "release": release.pk, "access": access.pk,
        "helper": helper.pk,
    })  # fmt: skip


def money_of(node: Node) -> str:
    """What is paid to whom: for him, the curator and the head."""
    return f"ДЕНЬГИ-{node.code}"


def _agreement(node: Node, unit: p.Unit, mentor: int) -> None:
    agreement = p.MentoringAgreement.objects.create(
        organization_id=node.id, unit=unit, person_id=mentor, duties=f"Дело {node.inner}", form_of_work=node.inner,
        starts=BEGAN, ends=BEGAN + WEEK, pay_terms=money_of(node), offered_on=BEGAN,
        signed_by_id=node[Role.HEAD].person_id,
    )  # fmt: skip
    p.Payment.objects.create(
        organization_id=node.id, person_id=mentor, kind="stimulating", amount=3000, starts=BEGAN, ends=BEGAN + WEEK,
        basis="pay_statute", basis_dated=BEGAN, basis_clause=money_of(node), written_at=timezone.now(),
        written_by_id=node[Role.CURATOR].person_id,
    )  # fmt: skip
    node.rows["agreement"] = agreement.pk


def dispute_of(node: Node) -> str:
    """What a participant has told the body in confidence."""
    return f"СПОР-{node.code}"


def _council(node: Node, unit: p.Unit, mentor: int) -> None:
    council = p.Council.objects.create(
        organization_id=node.id, label=f"совет наставников {node.inner}", state="active", starts=BEGAN,
        created_at=timezone.now(),
    )  # fmt: skip
    proposed = p.Council.objects.create(
        organization_id=node.id, label=f"новый совет {node.inner}", created_at=timezone.now()
    )
    for one in (council, proposed):
        p.CouncilSeat.objects.create(council=one, person_id=node[Role.COUNCIL_CHAIR].person_id, role="chair")
    seat = council.seats.get()
    case = p.CouncilCase.objects.create(
        organization_id=node.id, kind="consultation", author_id=mentor, unit=unit, filed_on=BEGAN,
        text=f"{dispute_of(node)} {node.inner}",
    )  # fmt: skip
    draft = p.CouncilMinutes.objects.create(
        council=council, held_on=BEGAN, agenda=f"Повестка {node.inner}", created_at=timezone.now()
    )
    signed = p.CouncilMinutes.objects.create(
        council=council, held_on=BEGAN, agenda=f"Повестка {node.inner}", number="1", state="signed",
        signed_by_id=node[Role.COUNCIL_CHAIR].person_id, signed_on=BEGAN, created_at=timezone.now(),
    )  # fmt: skip
    p.CouncilPresence.objects.create(minutes=signed, seat=seat)
    decision = p.CouncilDecision.objects.create(
        minutes=signed, position=1, kind="other", text=f"Решение {node.inner}", votes_for=1, case=case,
        program_id=node.rows["program"], executor_id=node[Role.COUNCIL_MEMBER].person_id,
    )  # fmt: skip
    node.rows.update({
        "council": proposed.pk, "case": case.pk, "minutes": draft.pk, "minutes_signed": signed.pk,
        "decision": decision.pk,
    })  # fmt: skip


def _replacement(node: Node, unit: p.Unit) -> None:
    """One that came to nothing; and clauses of the returned order about each of these things."""
    replacement = p.MentorReplacement.objects.create(
        organization_id=node.id, unit=unit, former=unit.members.get(side="mentor"),
        mentor_entry_id=node.rows["mentor_entry"], reason=node.inner, chosen_by_id=node[Role.CURATOR].person_id,
        chosen_at=timezone.now(), dropped_on=BEGAN,
    )  # fmt: skip
    subjects = {
        "pair_change": {"replacement": replacement},
        "duty_release": {"release_id": node.rows["release"]},
        "council_creation": {"council_id": node.rows["council"]},
    }
    order_id = node.orders["cancelled"]
    for position, (kind, about) in enumerate(subjects.items(), start=5):
        p.OrderClause.objects.create(
            order_id=order_id, position=position, kind=kind, text=f"Пункт {node.inner}", **about
        )
    node.rows["replacement"] = replacement.pk

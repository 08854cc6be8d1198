"""Who signs for an organization: the same on every paper, the acting head as acting."""

import datetime

import pytest

from accounts.grammar import initials
from accounts.models import Employment, Membership, Organization
from programs.models import Application, MentoringAgreement, Roadmap
from reports.documents.kinds.kind import head_of, signed_line
from reports.documents.kinds.people import agreement, statement
from reports.documents.roadmap import roadmap_context
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
POST = "Исполняющий обязанности директора"


def test_the_acting_head_signs_every_paper_as_acting(world: World) -> None:
    a = world.a11
    with acting(a.head) as head:
        Employment.objects.filter(person_id=a.head.person_id).update(title="директор")
        Employment.objects.filter(person_id=a.psychologist.person_id).update(title="педагог-психолог")
        acting_seat = Membership.objects.create(
            person_id=a.psychologist.person_id, user_id=a.psychologist.user_id, organization_id=a.id, role="head",
            valid_from=datetime.date(2015, 1, 1), acting_for_id=a.head.person_id, basis="приказ № 5",
        )  # fmt: skip
        person, school = acting_seat.person, Organization.objects.get(pk=a.id)
        name = initials(person.last_name, person.first_name, person.patronymic)
        assert head_of(school, head.today) == (POST, name)
        assert signed_line(person, school, head.today).position == POST
        contract = MentoringAgreement.objects.filter(organization=school).first()
        assert "в лице исполняющего обязанности директора" in contract_words(agreement(contract, head))
        filed = Application.objects.filter(organization=school).first()
        assert statement(filed, head).addressee[0].startswith("Исполняющему обязанности директора")
        roadmap = Roadmap.objects.filter(organization=school, approval_basis="", approved_by=None).first()
        assert roadmap_context(roadmap, "Дорожная карта")["stamp"]["post"] == POST


def test_a_map_on_paper_says_who_approved_it_and_under_what_name(world: World) -> None:
    """S1-075 and the stamp: by an order, by a head with the day, or a line left to the hand on a draft."""
    with acting(world.a11.head):
        roadmap = Roadmap.objects.filter(organization_id=world.a11.id).first()
        roadmap.approval_basis = "приказом от 01.09.2026 № 5"
        told = roadmap_context(roadmap, "План внедрения")
        assert told["title"] == "План внедрения"
        assert (told["stamp"]["caption"], told["stamp"]["post"]) == ("УТВЕРЖДЁН", "приказом от 01.09.2026 № 5")
        roadmap.approval_basis, roadmap.approved_on = "", datetime.date(2026, 9, 2)
        roadmap.approved_by_id = world.a11.head.person_id
        stamp = roadmap_context(roadmap, "План внедрения")["stamp"]
        assert (stamp["caption"], stamp["day"]) == ("УТВЕРЖДАЮ", "02.09.2026") and stamp["name"]
        roadmap.approved_on = None
        assert roadmap_context(roadmap, "План внедрения")["draft"]


def contract_words(paper) -> str:
    return " ".join(line for block in paper.blocks for line in block.paragraphs)


def test_a_head_without_a_post_signs_by_his_role(world: World) -> None:
    for node, post in ((world.a11, "Директор"), (world.a10, "Руководитель")):
        with acting(node.head) as head:
            Employment.objects.filter(person_id=node.head.person_id).delete()
            assert head_of(Organization.objects.get(pk=node.id), head.today)[0] == post

"""A community of a school with a member, one who is invited, and words to its members. Its name is read above."""

from django.utils import timezone

from programs import models as p
from tests.world import BEGAN, Node


def fill(node: Node) -> None:
    curator = node["curator"].person_id
    club = p.Community.objects.create(
        organization_id=node.id, kind="club", name=f"Клуб {node.marker}", goals=f"Уроки {node.marker}",
        link="https://club.example/", created_by_id=curator, created_on=BEGAN,
    )  # fmt: skip
    common = {"community": club, "organization_id": node.id}
    member = p.CommunityMember.objects.create(person_id=node["mentor"].person_id, joined_on=BEGAN, **common)
    p.CommunityMember.objects.create(
        person_id=node["psychologist"].person_id, invited_on=BEGAN, invited_by_id=curator, **common
    )
    p.CommunityNews.objects.create(
        community=club, text=f"В среду {node.inner}", author_id=curator, day=BEGAN, created_at=timezone.now()
    )
    node.rows.update({"community": club.pk, "community_member": member.pk})

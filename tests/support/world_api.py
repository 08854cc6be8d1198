"""A connection of another system at every node whose people may make one, and an answer kept for it."""

import datetime

from django.utils import timezone

from accounts import models as a
from accounts.roles import Role
from tests.world import Node

MAKERS = (Role.HEAD, Role.REGION_OPERATOR)


def fill(node: Node) -> None:
    maker = next((node.members[role] for role in MAKERS if role in node.members), None)
    if maker is None:
        return
    now = timezone.now()
    token = a.ApiToken.objects.create(
        name=f"Журнал {node.inner}", organization_id=node.id, membership_id=maker.membership_id,
        scopes=[a.ApiScope.ORGANIZATIONS_READ], secret_hash=f"world-{node.code}", created_at=now,
        expires_at=now + datetime.timedelta(days=90),
    )  # fmt: skip
    a.ApiReply.objects.create(
        membership_id=maker.membership_id, key=f"world-{node.code}", call_hash="0" * 64, status=201,
        body={"kept": node.inner}, created_at=now,
    )  # fmt: skip
    node.rows["api_token"] = token.pk

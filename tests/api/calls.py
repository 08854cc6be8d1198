"""Calling the API of the world: as a token, as a session, as nobody."""

import datetime
from typing import Any

from django.test import Client

from accounts.models import ApiScope
from accounts.services import connections
from tests.support.people import acting
from tests.world import Member

ROOT = "/api/v1"
ALL = tuple(ApiScope.values)


class Caller:
    """Another system: every call carries the token; an unsafe one its key."""

    def __init__(self, text: str) -> None:
        self.text, self.client, self.number = text, Client(), 0

    def headers(self, more: dict[str, str] | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}"} | (more or {})

    def get(self, path: str, data: Any = None, **headers: str) -> Any:
        return self.client.get(f"{ROOT}{path}", data, headers=self.headers(headers))

    def post(self, path: str, body: Any, key: str | None = None) -> Any:
        self.number += 1
        sent = self.headers({"Idempotency-Key": key or f"call-{id(self)}-{self.number}"})
        return self.client.post(f"{ROOT}{path}", body, content_type="application/json", headers=sent)


def token_of(member: Member, scopes: Any = ALL, days: int = 30) -> str:
    with acting(member) as actor:
        until = actor.today + datetime.timedelta(days=days)
        return connections.make(actor=actor, name="Журнал", scopes=scopes, expires_on=until).text


def caller_of(member: Member, scopes: Any = ALL) -> Caller:
    return Caller(token_of(member, scopes))

"""Calls at one moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.models import ApiReply
from accounts.tenancy import tenant_scope
from programs.models import MentorEntry
from tests import factories as f
from tests.world import World

from .calls import Caller, caller_of

AT_ONCE = 8


@pytest.mark.django_db(transaction=True)
def test_one_key_at_one_moment_is_one_call(world: World) -> None:
    """Catches a retry that overtakes the first call: two mentors, or an answer before there is one."""
    text = caller_of(world.a11.curator).text
    with tenant_scope(world.region_a):
        person = f.EmploymentFactory(organization_id=world.a11.id).person_id
    body = {"person": person, "competencies": ["METHOD"], "measurable_results": "Победы"}

    def call(_number: int) -> tuple[int, int]:
        try:
            answer = Caller(text).post("/mentors/", body, key="at-one-moment")
            return answer.status_code, answer.json()["id"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(call, range(AT_ONCE)))
    with tenant_scope(world.region_a):
        assert set(answers) == {(201, MentorEntry.objects.get(person_id=person).pk)}
        assert ApiReply.objects.filter(key="at-one-moment").count() == 1

"""A municipality says who of its tutors leads whom (S3 п. 3.6)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, Notice, Person
from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from programs.models import Diagnosis, LearningRoute, LearningRouteGrant
from programs.services import routes, tutors
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_tutor_of_the_municipality_sees_those_attached_to_him_and_no_diagnosis(world: World, client_of) -> None:
    route_id = world.a11.rows["route"]
    board = client_of(world.a10.coordinator).get(reverse("tutor_board")).content.decode()
    with acting(world.a10.municipal_tutor) as tutor:
        route = LearningRoute.objects.get(pk=route_id)
        assert route.educator.full_name in board
        assert not LearningRoute.objects.visible_to(tutor).filter(pk=route_id).exists()
    data = {"tutor": world.a10.municipal_tutor.person_id}
    address = reverse("tutor_attach", args=[route_id])
    assert client_of(world.a10.coordinator).post(address, data).status_code == 302
    assert "уже ведёт" in client_of(world.a10.coordinator).post(address, data).content.decode()
    with acting(world.a10.municipal_tutor) as tutor:
        assert LearningRoute.objects.visible_to(tutor).filter(pk=route_id).exists()
        assert not Diagnosis.objects.visible_to(tutor).exists()
        told = Notice.objects.filter(person_id=route.educator_id, dedupe_key__startswith="route.attached")
        assert told.exists()
        grant = LearningRouteGrant.objects.get(content_object=route, granted_by_id=world.a10.coordinator.person_id)
    page = reverse("tutor_detach", args=[route_id])
    client_of(world.a10.coordinator).post(page, {"grant": grant.pk})
    with acting(world.a10.municipal_tutor) as tutor:
        assert not LearningRoute.objects.visible_to(tutor).filter(pk=route_id).exists()
    assert client_of(world.a10.coordinator).post(address, data).status_code == 302  # what it took, it gives again
    with acting(world.a10.municipal_tutor) as tutor:
        assert LearningRoute.objects.visible_to(tutor).filter(pk=route_id).exists()


def attached(world: World) -> LearningRouteGrant:
    with acting(world.a10.coordinator) as coordinator:
        route = LearningRoute.objects.get(pk=world.a11.rows["route"])
        return tutors.attach(actor=coordinator, route=route, tutor=tutor_of(world))


def tutor_of(world: World) -> Person:
    return Person.objects.get(pk=world.a10.municipal_tutor.person_id)


def reads(world: World) -> bool:
    with acting(world.a10.municipal_tutor) as tutor:
        return LearningRoute.objects.visible_to(tutor).filter(pk=world.a11.rows["route"]).exists()


def test_after_the_teachers_no_the_teacher_alone_asks_the_tutor_again(world: World) -> None:
    grant = attached(world)
    with acting(world.a11.mentor) as teacher:  # whose route it is
        routes.part_with_tutor(actor=teacher, grant=grant)
    assert not reads(world)
    with pytest.raises(Refusal, match="закрыл этому тьютору доступ"):
        attached(world)
    assert not reads(world)
    with acting(world.a11.mentor) as teacher:
        routes.ask_tutor(actor=teacher, route=grant.content_object, tutor=tutor_of(world))
    assert reads(world)


def test_a_coordinator_who_is_a_tutor_too_opens_no_route_to_himself(world: World) -> None:
    with acting(world.a10.coordinator) as coordinator:
        route = LearningRoute.objects.get(pk=world.a11.rows["route"])
        himself = Person.objects.get(pk=coordinator.person_id)
        Membership.objects.create(
            person=himself, organization_id=world.a10.id, role="municipal_tutor", valid_from=coordinator.today
        )
        with pytest.raises(Refusal, match="Себе открыть"):
            tutors.attach(actor=coordinator, route=route, tutor=himself)
        assert not LearningRoute.objects.visible_to(coordinator).filter(pk=route.pk).exists()


def test_a_tutor_no_longer_reads_nothing_by_the_old_grant(world: World) -> None:
    attached(world)
    assert reads(world)
    with acting(world.a10.municipal_tutor) as tutor:
        Membership.objects.filter(pk=tutor.membership_id).update(valid_to=tutor.today)
        assert not LearningRoute.objects.visible_to(tutor).exists()


def test_nobody_else_attaches_and_nobody_else_is_attached(world: World) -> None:
    with acting(world.a10.coordinator) as coordinator:
        route = LearningRoute.objects.get(pk=world.a11.rows["route"])
        with pytest.raises(Refusal, match="не тьютор вашего"):
            tutors.attach(actor=coordinator, route=route, tutor=Person.objects.get(pk=world.a11.head.person_id))
    with acting(world.a20.coordinator) as stranger, pytest.raises(Refusal, match="координатор муниципалитета"):
        tutors.attach(actor=stranger, route=route, tutor=Person.objects.get(pk=world.a20.municipal_tutor.person_id))
    with acting(world.a11.head) as head, pytest.raises(Refusal):
        tutors.detach(actor=head, route=route, grant_id=1)


def test_thirty_rows_cost_what_one_costs(world: World, client_of) -> None:
    client, costs = client_of(world.a10.coordinator), []
    with tenant_scope(world.region_a):
        one = LearningRoute.objects.get(pk=world.a11.rows["route"])
    for more in (1, 29):
        with tenant_scope(world.region_a):
            people = Person.objects.bulk_create(Person(last_name="Педагог", first_name=str(no)) for no in range(more))
            LearningRoute.objects.bulk_create(
                LearningRoute(
                    organization_id=world.a11.id, educator=person, start_on=one.start_on, end_on=one.end_on,
                    snapshot={}, created_at=one.created_at,
                )
                for person in people
            )  # fmt: skip
        client.get(reverse("tutor_board"))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("tutor_board")).status_code == 200
        costs.append(len([one for one in caught if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert costs[0] == costs[1] < 25

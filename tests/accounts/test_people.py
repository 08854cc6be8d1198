"""People: who sees whom, cards, several jobs, duplicates, stale forms, reading on record."""

import datetime

import pytest
from django.urls import reverse

from accounts.grammar import Case
from accounts.models import AuditEvent, Employment, Organization, Person
from accounts.queries import people as queries
from accounts.refusal import Refusal, Stale
from accounts.services import people as services
from accounts.services.people import EmploymentFields, EnrolmentFields, PersonFields
from programs.order_words import person_in
from tests.support.people import acting, signed_in_client
from tests.world import World

NEW = PersonFields(last_name="Ёжикова", first_name="Семёна", patronymic="Ильинична", email="ezh@people.test")


def _job(node, title: str = "учитель химии") -> EmploymentFields:
    return EmploymentFields(
        organization=Organization.objects.get(pk=node.id), title=title, valid_from=datetime.date(2026, 9, 1)
    )


def _here(node) -> Organization:
    return Organization.objects.get(pk=node.id)


def test_pupils_and_parents_do_not_exist_above_their_school(world: World) -> None:
    pupil, parent, pupil_by_role = world.a11.rows["pupil"], world.a11["parent"].person_id, world.a11.mentee.person_id
    for member in (world.a10.coordinator, world.a10.head, world.a00.region_operator, world.a11.sysadmin):
        with acting(member) as actor:
            seen = set(Person.objects.visible_to(actor).values_list("pk", flat=True))
            assert not seen & {pupil, parent, pupil_by_role}, member.role
    for member in (world.a11.head, world.a11.curator):
        with acting(member) as actor:
            seen = set(Person.objects.visible_to(actor).values_list("pk", flat=True))
            assert {pupil, parent, pupil_by_role} <= seen, member.role


def test_a_parent_sees_himself_and_his_own_child(world: World) -> None:
    with acting(world.a11["parent"]) as actor:
        seen = set(Person.objects.visible_to(actor).values_list("pk", flat=True))
        assert seen == {world.a11["parent"].person_id, world.a11.mentee.person_id}


def test_a_curator_never_learns_of_another_school(world: World) -> None:
    with acting(world.a12.curator) as there:
        services.create(actor=there, organization=_here(world.a12), fields=NEW, employment=_job(world.a12))
    with acting(world.a11.curator) as actor:
        assert queries.duplicates_of(actor, NEW) == []
        assert not queries.list_for(actor, q="ежикова").exists()
        mine = services.create(actor=actor, organization=_here(world.a11), fields=NEW, employment=_job(world.a11))
    with acting(world.a10.coordinator) as actor:
        assert len(queries.duplicates_of(actor, NEW, without=mine)) == 1


def test_duplicates_are_found_by_name_and_by_address(world: World) -> None:
    with acting(world.a11.curator) as actor:
        row = services.create(actor=actor, organization=_here(world.a11), fields=NEW, employment=_job(world.a11))
        same_name = PersonFields(last_name="ЕЖИКОВА", first_name="Семена")
        same_mail = PersonFields(last_name="Другая", first_name="Совсем", email="EZH@people.test")
        assert queries.duplicates_of(actor, same_name) == [row]
        assert queries.duplicates_of(actor, same_mail) == [row]
        row.birth_date = datetime.date(1990, 1, 1)
        row.save()
        namesake = PersonFields(last_name="Ёжикова", first_name="Семёна", birth_date=datetime.date(1991, 1, 1))
        assert queries.duplicates_of(actor, namesake) == []


def test_where_else_a_person_works_is_not_the_schools_business(world: World) -> None:
    with acting(world.a10.coordinator) as actor:
        row = services.create(actor=actor, organization=_here(world.a11), fields=NEW, employment=_job(world.a11))
        services.add_employment(actor=actor, person=row, fields=_job(world.a12, "педагог-психолог"))
        assert len(queries.employments_of(actor, row)) == 2
    for node, title in ((world.a11, "учитель химии"), (world.a12, "педагог-психолог")):
        with acting(node.curator) as actor:
            assert [job.title for job in queries.employments_of(actor, row)] == [title]
            assert [job.title for person in queries.list_for(actor, q="ежикова") for job in person.jobs] == [title]


def test_a_card_from_above_needs_a_job(world: World) -> None:
    with acting(world.a10.coordinator) as actor:
        with pytest.raises(Refusal):
            services.create(actor=actor, organization=_here(world.a11), fields=NEW)
        with pytest.raises(Refusal):
            fields = EnrolmentFields(_here(world.a11), "7 «А»", datetime.date(2026, 9, 1))
            services.create(
                actor=actor, organization=_here(world.a11), fields=NEW, employment=_job(world.a11), enrolment=fields
            )
        assert not Person.objects.filter(last_name="Ёжикова").exists()


def test_one_person_is_a_worker_a_parent_and_was_a_pupil(world: World) -> None:
    """S2: one person counts in several qualities without a second card."""
    with acting(world.a11.curator) as actor:
        row = services.create(actor=actor, organization=_here(world.a11), fields=NEW, employment=_job(world.a11))
        child = Person.objects.get(pk=world.a11.rows["pupil"])
        services.link_guardian(actor=actor, guardian=row, child=child, basis="мать")
        services.link_guardian(actor=actor, guardian=row, child=child, basis="мать")
        assert [link.child_id for link in queries.wards_of(actor, row)] == [child.pk]
        assert [link.guardian_id for link in queries.guardians_of(actor, child)] == [row.pk]
    with acting(world.a12.curator) as stranger, pytest.raises(Refusal):
        services.link_guardian(actor=stranger, guardian=row, child=child)


def test_a_pupil_changes_the_class_and_leaves(world: World) -> None:
    with acting(world.a11.curator) as actor:
        pupil = Person.objects.get(pk=world.a11.rows["pupil"])
        fields = EnrolmentFields(_here(world.a11), "9 «Б»", actor.today)
        profile = services.enroll(actor=actor, person=pupil, fields=fields)
        assert queries.enrolments_of(actor, pupil)[0].class_label == "9 «Б»"
        services.end_enrolment(actor=actor, profile=profile, on=actor.today)
        assert not queries.places_seen(actor).filter(person=pupil).exists()
    with acting(world.a12.curator) as other, pytest.raises(Refusal):
        services.enroll(actor=other, person=pupil, fields=EnrolmentFields(_here(world.a11), "1", other.today))


def test_the_same_post_twice_is_refused_and_closing_frees_it(world: World) -> None:
    with acting(world.a11.curator) as actor:
        row = services.create(actor=actor, organization=_here(world.a11), fields=NEW, employment=_job(world.a11))
        with pytest.raises(Refusal):
            services.add_employment(actor=actor, person=row, fields=_job(world.a11))
        job = Employment.objects.get(person=row)
        services.end_employment(actor=actor, employment=job, on=actor.today)
        with pytest.raises(Refusal):
            services.end_employment(actor=actor, employment=job, on=actor.today)
        again = EmploymentFields(organization=_here(world.a11), title="учитель химии", valid_from=actor.today)
        services.add_employment(actor=actor, person=row, fields=again)


def test_a_stale_card_is_refused_with_both_versions(world: World) -> None:
    with acting(world.a11.curator) as actor:
        row = Person.objects.get(pk=world.a11.rows["guest"])
        theirs = PersonFields(**{**services.current_fields(row).__dict__, "phone": "1"})
        services.edit(actor=actor, person=row, version=row.version, fields=theirs)
        mine = PersonFields(**{**services.current_fields(row).__dict__, "birth_date": datetime.date(1990, 5, 7)})
        with pytest.raises(Stale) as stale:
            services.edit(actor=actor, person=row, version=row.version, fields=mine)
        labels = {line["label"]: (line["theirs"], line["mine"]) for line in stale.value.rows}
        assert labels["Дата рождения"] == ("—", "07.05.1990")
        assert labels["Телефон"] == ("1", "—")


def test_the_page_of_a_stale_card_shows_both_and_keeps_neither(world: World, client_of) -> None:
    client, pk = client_of(world.a11.curator), world.a11.rows["guest"]
    form = {"last_name": "Первая", "first_name": "Ия", "version": "1"}
    assert client.post(f"/people/{pk}/edit/", form).status_code == 302
    answer = client.post(f"/people/{pk}/edit/", {**form, "last_name": "Вторая"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Первая" in text and "Вторая" in text


def test_every_reading_of_anothers_card_is_on_record(world: World, client_of) -> None:
    client, pk = client_of(world.a10.coordinator), world.a11.rows["guest"]
    assert client.get(f"/people/{pk}/").status_code == 200
    with acting(world.a11.head) as actor:
        event = AuditEvent.objects.visible_to(actor).get(verb="person.read")
        assert (event.object_id, event.organization_id) == (pk, world.a11.id)
        assert event.person_id == world.a10.coordinator.person_id


@pytest.mark.parametrize("role", ["curator", "head"])
def test_a_school_adds_a_pupil_by_the_form(world: World, client_of, role: str) -> None:
    client = client_of(world.a11[role])
    form = {"being": "pupil", "last_name": "Лунёва", "first_name": "Ася", "class_label": "5 «В»", "organization": ""}
    assert client.post("/people/new/", form).status_code == 302
    assert "Лунёва Ася" in client.get("/people/?group=pupils").content.decode()
    assert "Лунёва" not in client.get("/people/").content.decode()


def test_a_region_chooses_from_what_the_address_names_not_from_all_schools(
    world: World, client_of, monkeypatch
) -> None:
    from accounts.views import people as views

    monkeypatch.setattr(views, "LONGEST_CHOICE", 3)
    client = client_of(world.a00.region_operator)
    page = client.get(f"/people/new/?organization={world.a11.id}").content.decode()
    assert "МЕТКА-A11" in page and "МЕТКА-A12" not in page
    form = {"last_name": "Лунёва", "first_name": "Ася", "organization": world.a11.id, "title": "директор"}
    assert client.post(f"/people/new/?organization={world.a11.id}", form).status_code == 302
    assert client.post("/people/new/", {**form, "organization": world.a12.id}).status_code == 422
    found = client.get(f"/people/?organization={world.a11.id}&q=лунева").content.decode()
    assert "Лунёва" in found


def test_a_twin_is_asked_about_before_it_is_made(world: World, client_of) -> None:
    client = client_of(world.a11.curator)
    form = {
        "being": "staff", "last_name": "Лунёва", "first_name": "Ася", "organization": world.a11.id, "title": "учитель"
    }  # fmt: skip
    assert client.post("/people/new/", form).status_code == 302
    answer = client.post("/people/new/", {**form, "last_name": "ЛУНЕВА"})
    assert answer.status_code == 422 and "такой человек уже есть" in answer.content.decode()
    assert client.post("/people/new/", {**form, "last_name": "ЛУНЕВА", "sure": "on"}).status_code == 302


@pytest.mark.django_db
def test_a_person_has_the_last_word_about_the_cases_of_his_name(world: World) -> None:
    client, row = signed_in_client(world.a11.curator), world.a11.rows["guest"]
    page = reverse("person_cases", args=[row])
    with acting(world.a11.curator):
        person = Person.objects.get(pk=row)
        said = {"version": person.version, "datv": "Гуще Гостье Иной"}
    kept = {case: client.get(page).context["form"][case].value() for case in ("gent", "accs", "ablt", "loct")}
    assert client.post(page, {**said, **kept}).status_code == 302
    with acting(world.a11.curator):
        person.refresh_from_db()
        assert person.declension == {"datv": "Гуще Гостье Иной"}  # the rest is the system's
        assert person_in(person, Case.DATIVE) == "Гуще Гостье Иной"
    stale = client.post(page, {**said, **kept, "datv": "Другой"})
    assert "изменил кто-то другой" in stale.content.decode()

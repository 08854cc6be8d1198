"""From a draft to the visitor: who may do what, names and their consents, and a consent withdrawn."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Notice, Person
from accounts.refusal import Refusal
from programs.models import Consent, Program
from programs.services import consent_answers
from reports.models import Publication, PublicSection
from reports.queries.section_names import found_in
from reports.services import publications, sections
from tests.programs import pair_flow as flow
from tests.support.people import acting, signed_in_client
from tests.ui.text import words
from tests.world import World

from . import public_scene as scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        scene.let_stand(world.a11)
        yield world.a11


def draft(a, **fields) -> Publication:
    told = {"kind": "news", "title": "Новость", "text": "Прошла встреча.", **fields}
    return publications.begin(actor=flow.of(a, "curator"), fields=told)


def test_a_text_goes_from_draft_to_the_page_and_back(a) -> None:
    row = publications.begin(
        actor=flow.of(a, "site_editor"), fields={"kind": "news", "title": "День открытых дверей", "text": "Приходите."}
    )
    assert "День открытых дверей" not in scene.read_all(a, row)
    row = publications.submit(actor=flow.of(a, "site_editor"), publication=row)
    with pytest.raises(Refusal):
        publications.check(actor=flow.of(a, "site_editor"), publication=row)
    with pytest.raises(Refusal, match="Напишите, что исправить"):
        publications.send_back(actor=flow.of(a, "curator"), publication=row, remark=" ")
    row = publications.send_back(actor=flow.of(a, "curator"), publication=row, remark="Какого числа?")
    assert Notice.objects.filter(person=row.written_by, detail="Какого числа?").exists()
    row = publications.check(actor=flow.of(a, "curator"), publication=row)
    row = publications.publish(actor=flow.of(a, "sysadmin"), publication=row)
    assert scene.read_all(a, row).count("День открытых дверей") >= 5  # the first page, the list, both feeds, itself
    row = publications.withdraw(actor=flow.of(a, "sysadmin"), publication=row)
    assert "День открытых дверей" not in scene.read_all(a, row)
    assert publications.rework(actor=flow.of(a, "curator"), publication=row).state == "draft"


@pytest.mark.parametrize("said", ["Громова", "Громовой", "ГРОМОВУ", "Громову-то"])
def test_a_surname_in_any_case_is_seen(a, said: str) -> None:
    person = scene.mentor(a).person
    row = draft(a, text=f"Спасибо {said} за урок.")
    head = flow.of(a, "head")
    found = found_in(row, head)
    assert [one.person for one in found] == ([person] if said != "Громову-то" else [])
    if found:
        with pytest.raises(Refusal) as refusal:
            publications.check(actor=flow.of(a, "head"), publication=row)
        assert refusal.value.clause == "152-ФЗ, ст. 10.1" and refusal.value.missing == (person.full_name,)


def test_a_word_that_is_no_name_here_is_said_to_be_so(a) -> None:
    person = scene.mentor(a, "Морозова").person
    row = draft(a, text="Это Морозова вода, из ручья.")
    row = publications.settle(actor=flow.of(a, "curator"), publication=row, parts={person.pk: "not_him"})
    assert publications.check(actor=flow.of(a, "head"), publication=row).state == "checked"


def test_a_stale_tab_says_nothing_of_words_that_nobody_has_read(a) -> None:
    """The curator's page is open while the author writes on: neither «проверено» nor «не о нём» is of the new words."""
    person = scene.mentor(a, "Морозова").person
    row = draft(a, text="Это Морозова вода, из ручья.")
    read = row.version
    row = publications.write(
        actor=flow.of(a, "site_editor"), publication=row, version=read, fields={"text": "Морозова плакала."}
    )
    with pytest.raises(Refusal, match="пока страница была открыта"):
        publications.settle(actor=flow.of(a, "curator"), publication=row, parts={person.pk: "not_him"}, version=read)
    with pytest.raises(Refusal, match="пока страница была открыта"):
        publications.check(actor=flow.of(a, "head"), publication=row, version=read)
    assert not row.people.exists()


def test_the_check_of_surnames_tells_nobody_whom_he_may_not_see(a) -> None:
    """An editor of the site reads no pupils: of a child the surname alone, as the text has it."""
    pupil = Person.objects.get(pk=a.rows["pupil"])
    row = draft(a, text=f"Ученик {pupil.last_name} принёс чай.")
    (seen,) = {one.shown for one in found_in(row, flow.of(a, "curator")) if one.person == pupil}
    (told,) = {one.shown for one in found_in(row, flow.of(a, "site_editor")) if one.person == pupil}
    assert (seen, told) == (pupil.full_name, pupil.last_name)


def test_a_heading_names_nobody(a) -> None:
    person = scene.mentor(a).person
    scene.agree_to_be_named(a, person)
    row = draft(a, title="Урок Громовой", text="Все пришли.")
    row = publications.settle(actor=flow.of(a, "curator"), publication=row, parts={person.pk: "named"})
    with pytest.raises(Refusal, match="В заголовке людей не называют"):
        publications.check(actor=flow.of(a, "head"), publication=row)


def test_a_practice_waits_for_the_council_and_results_for_the_end_of_the_programme(a) -> None:
    from programs.queries.councils import living_council

    program = Program.objects.get(pk=a.rows["program"])
    practice = draft(a, kind="practice", title="Час молодого учителя")
    results = draft(a, title="Чему мы научились", program=program)
    with pytest.raises(Refusal, match="после её завершения"):
        publications.check(actor=flow.of(a, "head"), publication=results)
    assert living_council(practice.organization)
    with pytest.raises(Refusal, match="орган наставников"):
        publications.check(actor=flow.of(a, "head"), publication=practice)
    assert publications.check(actor=flow.of(a, "council_chair"), publication=practice).state == "checked"


def test_a_withdrawn_consent_takes_the_name_away_with_the_next_look(a) -> None:
    """Everywhere: the base, the text, the author's line, the feeds; a copy that a browser keeps is not confirmed."""
    entry = scene.shown_to_all(scene.mentor(a))
    consent = scene.agree_to_be_named(a, entry.person)
    row, other = scene.placed(a, entry.person), scene.placed(a, author=entry.person, kind="practice", title="Приём")
    assert scene.read_all(a, row, other).count("Громова") == 3  # the base, the text, the author; never in a feed
    client, kept = Client(), {}
    for path in (
        f"/p/region-a/publication/{row.pk}/",
        f"/p/region-a/publication/{other.pk}/",
        "/p/region-a/a11/mentors/",
    ):
        kept[path] = client.get(path)["ETag"]
        assert client.get(path)["X-Robots-Tag"] == "noindex, noarchive"
        assert client.get(path, headers={"If-None-Match": kept[path]}).status_code == 304

    consent_answers.revoke(actor=flow.himself(entry.person), consent=consent)

    assert "Громов" not in scene.read_all(a, row, other)
    for path, tag in kept.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code in {200, 404}, path
    assert "учитель" in scene.read_all(a, other)  # the practice stays, its author by the post
    assert flow.state_of(row) == "withdrawn" and flow.state_of(other) == "published"
    assert Notice.objects.filter(person=row.written_by, text__contains="отозвано согласие").exists()
    with pytest.raises(Refusal):
        publications.publish(actor=flow.of(a, "site_editor"), publication=row)


def test_no_state_has_to_be_told_of_a_consent(a) -> None:
    """Even where nobody moves the text, it is not read: the page asks the consent itself."""
    person = scene.mentor(a).person
    consent = scene.agree_to_be_named(a, person)
    row = scene.placed(a, person)
    Consent.objects.filter(pk=consent.pk).update(state="expired", expired_on="2026-01-01")
    assert flow.state_of(row) == "published" and "Громов" not in scene.read_all(a, row)


def test_the_head_opens_and_closes_the_page(a) -> None:
    placed = scene.placed(a)
    code = PublicSection.objects.get(organization_id=a.id)
    with pytest.raises(Refusal):
        sections.close_page(actor=flow.of(a, "curator"))
    sections.close_page(actor=flow.of(a, "head"))
    client = Client()
    for path in ("a11/", "a11/mentors/", "a11/news/", "a11/news.rss", "a11/news.json", f"publication/{placed.pk}/"):
        assert client.get(f"/p/region-a/{path}").status_code == 404, path
    with pytest.raises(Refusal, match="ещё закрыта"):
        publications.publish(actor=flow.of(a, "site_editor"), publication=scene.text(a))
    assert sections.open_page(actor=flow.of(a, "head")).pk == code.pk
    assert client.get("/p/region-a/a11/").status_code == 200


def test_the_first_words_name_nobody(a) -> None:
    scene.mentor(a)
    section = PublicSection.objects.get(organization_id=a.id)
    told = {"reception": "вторник, 14:00", "version": section.version}
    with pytest.raises(Refusal, match="людей в них не называют"):
        sections.describe(actor=flow.of(a, "curator"), about="Пишите Вере Громовой.", **told)
    sections.describe(actor=flow.of(a, "curator"), about="Помогаем начать.", **told)
    assert "Помогаем начать." in scene.read_all(a)


def test_the_pages_of_the_desk(a) -> None:
    person = scene.mentor(a).person
    client = signed_in_client(a.curator)
    made = client.post(
        "/publications/new/",
        {
            "kind": "practice",
            "title": "Час вопросов",
            "text": "Ведёт Громова.",
            "areas": ["METHOD"],
            "author": person.pk,
        },
    )
    path = made["Location"]
    assert "разрешения нет" in client.get(path).content.decode()
    assert client.post(f"{path}check/").status_code == 409
    row = Publication.objects.get(title="Час вопросов")
    version = {"version": row.version, "kind": "practice", "title": row.title}
    assert client.post(f"{path}edit/", {**version, "text": "Ведёт учитель."}).status_code == 302
    assert client.post(f"{path}edit/", {**version, "text": "Опоздал."}).status_code == 409
    assert client.post(f"{path}people/", {f"person-{person.pk}": "named"}).status_code == 302
    assert client.post(f"{path}submit/").status_code == 302
    assert client.post(f"{path}destroy/").status_code == 404
    wrong = {"kind": "announcement", "title": "Скоро", "text": "Приходите"}
    assert client.post("/publications/new/", wrong).status_code == 422
    desk = client.get("/section/?state=review").content.decode()
    assert "Час вопросов" in desk and "Посмотреть глазами посетителя" in desk
    head = signed_in_client(a.head)
    assert head.post("/section/close/").status_code == 302 and head.post("/section/explode/").status_code == 404
    assert "Страница закрыта" in client.get("/section/").content.decode()
    assert head.post("/section/open/").status_code == 302


def test_a_text_on_its_way_stands_on_the_first_page_of_who_has_it_next(a) -> None:
    """Nobody has to be told by word of mouth that a text waits to be read or placed."""
    Publication.objects.filter(organization_id=a.id, state__in=["review", "checked"]).update(state="draft")
    row = publications.submit(actor=flow.of(a, "site_editor"), publication=draft(a, title="Весенняя встреча"))

    def told(role: str) -> bool:
        return "Весенняя встреча" in words(signed_in_client(a[role]).get(reverse("home")))

    assert told("head") and told("curator") and not told("site_editor") and not told("psychologist")
    publications.check(actor=flow.of(a, "head"), publication=row)
    assert told("site_editor")
    publications.publish(actor=flow.of(a, "site_editor"), publication=row)
    assert not told("site_editor") and not told("head")


def test_the_curator_asks_whoever_is_named_from_the_text_itself(a) -> None:
    person = scene.mentor(a).person
    row = draft(a, text="Урок вела Вера Петровна Громова.")
    there, ask = reverse("publication_detail", args=[row.pk]), reverse("transfer_ask", args=[person.pk])
    told = {"kind": "distribution", "next": there}
    assert ask in signed_in_client(a.curator).get(there).content.decode()
    assert "Согласие на распространение спрашивает куратор" in words(signed_in_client(a.site_editor).get(there))
    assert signed_in_client(a.site_editor).post(ask, told).status_code == 403
    for _press in range(2):
        assert signed_in_client(a.curator).post(ask, told)["Location"] == there
    consent = Consent.objects.get(person=person, kind="pdn_distribution")
    assert consent.state == "sent"
    consent_answers.decline(actor=flow.himself(person), consent=consent)
    signed_in_client(a.curator).post(ask, told)
    assert Consent.objects.filter(person=person, kind="pdn_distribution").count() == 1, "a no is a no"

"""S3: a region with two municipalities and one base of mentors: the base, a pair of two schools, programmes."""

from accounts.models import Organization, Person
from accounts.permissions import Actor
from programs.models import MentorEntry
from programs.order_templates import statute_order
from programs.queries.duplicates import likely_pairs
from programs.queries.mentor_base import base_rows, people_rows, totals
from programs.queries.regulations import effective_regulation
from programs.services import bank_cards, banks, consent_answers, joins, orders, regulations

from .bank_people import consents_on_paper
from .play import Play
from .s3_across import play_across
from .s3_programmes import play_programmes, the_end

SCHOOLS = {"А": 12, "Б": 8}
MENTORS = {"А": 40, "Б": 25}
SHARED = ("Наставник01", "Наставник02")  # work in a school of each municipality


def cast(play: Play) -> None:
    ministry = play.organization("ministry", "region_authority", short_name="Министерство")
    play.person("Министрова Роза Ильдаровна", ministry, "министр", "head")
    play.person("Операторова Алсу Маратовна", ministry, "начальник отдела", "region_operator")
    for letter, schools in SCHOOLS.items():
        place = play.organization(f"district-{'ab'['АБ'.index(letter)]}", "municipality", ministry)
        for number in range(1, schools + 1):
            slug = f"school-{'ab'['АБ'.index(letter)]}{number}"
            school = play.organization(slug, "school", place, school_kind="general", short_name=f"ОО {letter}-{number}")
            play.person(f"Директор{letter}{number} Нина Петровна", school, "директор", "head")
            post = "заместитель директора по учебной работе"
            play.person(f"Куратор{letter}{number} Анна Ивановна", school, post, "curator", deputy=True)


def play_all(play: Play) -> None:
    cast(play)
    statute(play)
    base(play)
    play_across(play)
    play_programmes(play)
    play.elsewhere("s3.sum")
    play.elsewhere("s3.before_the_end")
    the_end(play)
    play.elsewhere("s3.practices")


def statute(play: Play) -> None:
    with play.on("16.11.2022"):
        operator, head = play.actor("Операторова"), play.actor("Министрова")
        regulation = regulations.draft_from_preset(actor=operator, preset_code="tatarstan")
        draft = statute_order(operator, regulation, None)
        order = orders.create_order(actor=operator, draft=draft)
        order = orders.submit_order(actor=operator, order=order)
        order = orders.approve_order(actor=head, order=order, version=order.version)
        orders.register_order(actor=operator, order=order, number="под-1948/22", dated=operator.today)
        schools = Organization.objects.filter(kind="school").select_related("region")
        inherit = [effective_regulation(school, operator.today)["mentor_activation"] for school in schools]
        play.check("1. Профиль наследуют ОО", "20", sum(value.organization == "Министерство" for value in inherit))


def base(play: Play) -> None:
    with play.on("01.12.2022"):
        for letter, count in MENTORS.items():
            for number in range(1, count + 1):
                name = SHARED[number - 1] if number <= len(SHARED) else f"Наставник{letter}{number:02}"
                _mentor(play, name, letter, 1 + (number - 1) % SCHOOLS[letter])
        operator = play.actor("Операторова")
        found = totals(operator)
        play.check("1. Записей в базах муниципалитетов", "65", found.entries)
        play.check("1. До соединения карточек людей", "65", found.people)
        _join_cards(play)
        found = totals(operator)
        play.check("1. Единая база: уникальных наставников", "63", found.people)
        play.check("1. С двумя местами работы", "2", found.several)
        _transfer(play)
        rows = base_rows(operator, list(people_rows(operator, {})))
        play.check("1. Видны региону по согласию", "Наставник01 Вера Петровна", "; ".join(row.name for row in rows))
        play.check("1. Его места работы", "ОО А-1, ОО Б-1", ", ".join(rows[0].places))


def _actor(play: Play, role: str, letter: str, number: int) -> Actor:
    return play.actor(f"{'Директор' if role == 'head' else 'Куратор'}{letter}{number}")


def _mentor(play: Play, name: str, letter: str, number: int) -> None:
    curator, head = _actor(play, "curator", letter, number), _actor(play, "head", letter, number)
    person = play.person(f"{name} Вера Петровна", curator.organization, "учитель")
    entry = banks.add_mentor(actor=curator, person=person, subject="математика")
    consents_on_paper(curator, person)
    banks.approve_mentor(actor=head, entry=MentorEntry.objects.get(pk=entry.pk))


def _join_cards(play: Play) -> None:
    """Each school has made a card of its own; the region sees both and joins the likely ones."""
    operator = play.actor("Операторова")
    shared = Person.objects.filter(last_name__in=SHARED).values_list("pk", flat=True)
    pairs = [pair for pair in likely_pairs(operator) if pair.one in shared and pair.other in shared]
    play.check("1. Похожих карточек", "2", len(pairs))
    for pair in pairs:
        one, other = (Person.objects.get(pk=pk) for pk in (pair.one, pair.other))
        versions = {row.pk: row.version for row in (one, other)}
        made = joins.join(actor=operator, one=one, other=other, chosen={}, versions=versions)
        play.people[made.kept.last_name] = made.kept


def _transfer(play: Play) -> None:
    """One of the two who work in both lets the region see him, at both places."""
    person: Person = play.people[SHARED[0]]
    for entry in MentorEntry.objects.filter(person=person).order_by("pk"):
        curator = _actor(play, "curator", entry.organization.short_name[3], 1)
        bank_cards.edit_entry(actor=curator, entry=entry, version=entry.version, fields={"visibility": "region"})
        consent = person.consents.get(kind="pdn_transfer", organization=entry.organization)
        consent_answers.sign_on_paper(actor=curator, consent=consent, on=curator.today)

"""S3 steps 6 and 8: results are told after the end, names with consents; the institute chooses five practices."""

from accounts.models import Organization
from programs.models import Program
from programs.scenarios.play import Play, part

from ..models import PracticeOffer, PublicationPerson
from ..queries import practices as queries
from ..services import practices, publications

NOVICE, CURATOR, HEAD = "Новичкова", "КураторБ8", "ДиректорБ8"
OFFERED, CHOSEN = 7, 5


def _program(play: Play) -> Program:
    return Program.objects.get(unit__members__person=play.people[NOVICE])


@part("s3.before_the_end")
def before_the_end(play: Play) -> None:
    with play.on("15.09.2023"):
        act = {"actor": play.actor(CURATOR), "program": _program(play)}
        play.refused("6. Публикация до завершения", "после её завершения", lambda: practices.draw_up(**act))


@part("s3.practices")
def after_the_end(play: Play) -> None:
    with play.on("01.11.2023"):
        curator, head = play.actor(CURATOR), play.actor(HEAD)
        row = practices.draw_up(actor=curator, program=_program(play))
        play.check("6. После завершения", "черновик", row.get_state_display())
        play.check("6. Итог в числах", "да", "да" if "выполнено 4 из 4, 100,0 %" in row.text else row.text)
        named = f"{row.text}\n\n{NOVICE} ведёт урок уверенно."
        row = publications.write(actor=curator, publication=row, version=row.version, fields={"text": named})
        play.refused(
            "6. Имя без согласия",
            "не разрешали распространять",
            lambda: publications.check(actor=head, publication=row),
        )
        plain = named.replace(NOVICE, "Молодой учитель")
        row = publications.write(actor=curator, publication=row, version=row.version, fields={"text": plain})
        row = publications.check(actor=head, publication=row)
        play.check("6. Без имени", "проверено, ждёт размещения", row.get_state_display())
    _bank(play)


def _bank(play: Play) -> None:
    ministry = Organization.objects.get(kind="region_authority")
    institute = play.organization("institute", "institute", ministry, short_name="Институт")
    play.person("Методистова Дина Ринатовна", institute, "методист", "institute")
    with play.on("15.11.2023"):
        offers = [_offered(play, school, ministry) for school in _schools()]
        reader = play.actor("КураторБ2")
        play.check("8. До отбора в банке", "0", queries.in_bank(reader).count())
        methodist = play.actor("Методистова")
        play.check("8. Предложено институту", str(OFFERED), queries.waiting(methodist).count())
        for one in offers[:CHOSEN]:
            practices.select(actor=methodist, offer=one)
        play.refused(
            "8. Вернуть без слов", "почему возвращаете",
            lambda: practices.give_back(actor=methodist, offer=offers[CHOSEN], words=""),
        )  # fmt: skip
        for one in offers[CHOSEN:]:
            practices.give_back(actor=methodist, offer=one, words="Добавьте, что вышло")
        found = queries.in_bank(reader)
        play.check("8. ИРО отобрал в банк", str(CHOSEN), found.count())
        play.check("8. Видит и министерство", str(CHOSEN), queries.in_bank(play.actor("Операторова")).count())
        named = PublicationPerson.objects.filter(publication__in=found, part=PublicationPerson.Part.NAMED)
        play.check("8. Людей названо", "0", named.count())


def _schools() -> list[Organization]:
    """Those with a completed programme of which nothing is written yet."""
    ended = Program.objects.filter(state=Program.State.COMPLETED).exclude(organization__short_name="ОО Б-8")
    return list(Organization.objects.filter(pk__in=ended.values("organization")).order_by("pk")[:OFFERED])


def _offered(play: Play, school: Organization, bank: Organization) -> PracticeOffer:
    letter, number = school.short_name[3], school.short_name[5:]
    curator, head = play.actor(f"Куратор{letter}{number}"), play.actor(f"Директор{letter}{number}")
    program = Program.objects.filter(organization=school, state=Program.State.COMPLETED).order_by("pk")[0]
    row = publications.check(actor=head, publication=practices.draw_up(actor=curator, program=program))
    return practices.offer(actor=curator, practice=row, bank=bank)

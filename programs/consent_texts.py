"""The texts of consents. A changed text is a new version; what was signed keeps its own."""

import re

from django.utils.translation import gettext as _

from accounts.models import Organization, Person
from accounts.refusal import Refusal

from .models import Consent, Unit

TEXT_VERSION = "2026-11-26"


MIXED = re.compile(
    r"соглас\w+ (?:на|с) (?:\w+ ){0,3}(?:персональн\w+|распространен\w+)|обработк\w+ (?:\w+ ){0,3}персональн", re.I
)


def refuse_mixed_consent(text: str) -> None:
    """A questionnaire or a contract that takes a consent to personal data in passing (152-ФЗ, ст. 9 ч. 1). Raises
    Refusal."""
    if MIXED.search(text):
        raise Refusal(
            _("Согласие на обработку персональных данных берут отдельным документом"),
            clause="152-ФЗ, ст. 9, ч. 1",
            todo=_("Уберите его из этого текста: система спросит согласие сама, отдельно"),
        )


def consent_text(
    kind: str, organization: Organization, person: Person, unit: Unit | None, signer: Person | None = None
) -> str:
    """The whole text, with the eight parts that 152-ФЗ ст. 9 ч. 4 asks for where it is about personal data."""
    who = person.full_name
    if signer is not None:
        who = _("%(signer)s, законный представитель ребёнка (%(child)s)") % {
            "signer": signer.full_name,
            "child": person.full_name,
        }
    if kind == Consent.Kind.DUTY and unit is not None:
        return _duty(organization, who, signer or person, unit)
    if kind == Consent.Kind.PDN_TRANSFER:
        return _transfer(organization, who, of_a_child=signer is not None)
    if kind == Consent.Kind.PDN_DISTRIBUTION:
        return _distribution(organization, who)
    if kind == Consent.Kind.GUARDIAN_PARTICIPATION:
        return _participation(organization, who, signer or person)
    if kind == Consent.Kind.PHOTO_VIDEO:
        return _pictures(organization, who)
    if kind == Consent.Kind.COUNCIL:
        return _council(organization, who, person)
    return _processing(organization, who, of_a_child=signer is not None)


def _processing(organization: Organization, who: str, *, of_a_child: bool) -> str:
    return _(
        "Я, %(who)s, даю согласие на обработку %(whose)s персональных данных.\n\n"
        "Кому: %(organization)s, %(address)s.\n\n"
        "Цель: ведение банков наставников и наставляемых, подбор пар, программы наставничества и мониторинг.\n\n"
        "Данные: фамилия, имя, отчество, место и должность или класс, контакты, сведения об участии в программе.\n\n"
        "Действия: сбор, запись, хранение, уточнение, использование, удаление, с помощью системы и без неё.\n\n"
        "Передача третьим лицам этим согласием не разрешается.\n\n"
        "Срок: до окончания участия и один год после него. Отозвать можно в любой день в кабинете или заявлением."
    ) % {"who": who, "whose": _whose(of_a_child), **_operator(organization)}


def _transfer(organization: Organization, who: str, *, of_a_child: bool) -> str:
    """To whom and why are named: without them the consent is to nothing (152-ФЗ, ст. 9 ч. 4 п. 6)."""
    return _(
        "Я, %(who)s, даю согласие на передачу %(whose)s персональных данных.\n\n"
        "Передаёт: %(organization)s, %(address)s.\n\n"
        "Кому: %(receivers)s.\n\n"
        "Цель: единая база наставников, пары и группы из разных организаций.\n\n"
        "Данные: фамилия, имя, отчество, место и должность или класс, контакты, сведения об участии в программе. "
        "Имя и контакты другая организация видит после того, как на это согласны организация и сам участник.\n\n"
        "Действия: передача через эту систему, хранение и использование получателем для названной цели.\n\n"
        "Срок: до окончания участия и один год после него. Отозвать можно в любой день в кабинете или заявлением; "
        "доступ других организаций прекращается сразу."
    ) % {"who": who, "whose": _whose(of_a_child), "receivers": _receivers(organization), **_operator(organization)}


def _participation(organization: Organization, who: str, signer: Person) -> str:
    return _(
        "Я, %(who)s, %(agree)s на участие ребёнка в программе наставничества.\n\n"
        "Где: %(organization)s, %(address)s.\n\n"
        "Наставник, форма и срок назначаются после подбора пары; о них мне сообщат до первой встречи.\n\n"
        "Встречи проходят по плану программы, в организации или в сети по ссылке, которую даёт наставник. "
        "О съёмке встреч спрашивают отдельно.\n\n"
        "Участие добровольное. Срок: до окончания программы. Отозвать согласие можно в любой день в кабинете "
        "или заявлением; участие прекращается сразу."
    ) % {"who": who, "agree": AGREE.get(signer.gender, _("согласен(на)")), **_operator(organization)}


def _whose(of_a_child: bool) -> str:
    return _("его") if of_a_child else _("моих")


def _operator(organization: Organization) -> dict[str, str]:
    return {"organization": organization.name, "address": organization.address or organization.place}


def _receivers(organization: Organization) -> str:
    """The bodies above, and organizations of the region that get a mentor by name."""
    above = Organization.objects.filter(pk__in=organization.path_ids[:-1]).order_by("path")
    named = ", ".join(above.values_list("name", flat=True))
    others = _("организации, участникам которых предложена пара")
    return f"{named}; {others}" if named else others


def _distribution(organization: Organization, who: str) -> str:
    """A document of its own, item by item (152-ФЗ, ст. 10.1)."""
    return _(
        "Я, %(who)s, разрешаю распространять: фамилию, имя, отчество, должность или класс, участие "
        "в наставничестве.\n\n"
        "Кому: %(organization)s, %(address)s, %(contact)s.\n\n"
        "Где: на открытой странице организации в этой системе, в опубликованных приказах.\n\n"
        "Запрещаю: распространять контакты, дату рождения, сведения о здоровье и семье.\n\n"
        "Срок: до отзыва. Отозвать можно в любой день в кабинете или заявлением; имя исчезает со страницы сразу."
    ) % {
        "who": who,
        "organization": organization.name,
        "address": organization.address or organization.place,
        "contact": organization.email or organization.phone,
    }


def _pictures(organization: Organization, who: str) -> str:
    """ГК, ст. 152.1: whose picture, where it is kept, who sees it."""
    return _(
        "Я, %(who)s, разрешаю: снимать встречи наставника и наставляемого и хранить эти снимки (ст. 152.1 ГК РФ).\n\n"
        "Кому: %(organization)s, %(address)s.\n\n"
        "Цель: показать, что встреча прошла.\n\n"
        "Данные: изображение.\n\n"
        "Действия: запись, хранение, просмотр участниками пары и куратором, удаление. На сайт снимки не попадают.\n\n"
        "Срок: до окончания участия и один год после него. Отозвать можно в любой день в кабинете или заявлением; "
        "снимки удаляются сразу."
    ) % {"who": who, "organization": organization.name, "address": organization.address or organization.place}


AGREE = {Person.Gender.FEMALE: _("согласна"), Person.Gender.MALE: _("согласен")}


def _council(organization: Organization, who: str, person: Person) -> str:
    return _(
        "Я, %(who)s, %(agree)s войти в состав органа наставников %(organization)s.\n\n"
        "Членство добровольное; выйти можно в любой день без объяснения причин."
    ) % {
        "who": who,
        "agree": AGREE.get(person.gender, _("согласен(на)")),
        "organization": organization.short_name,
    }


def _duty(organization: Organization, who: str, signer: Person, unit: Unit) -> str:
    members = list(unit.members.filter(left_on=None).select_related("person"))
    mentor = next(member.person.full_name for member in members if member.side == "mentor")
    if signer.pk not in {member.person_id for member in members} and signer.full_name == who:
        mentor = who  # the one who is asked to take the unit over
    mentees = ", ".join(member.person.full_name for member in members if member.side == "mentee")
    return _(
        "Я, %(who)s, %(agree)s участвовать в наставничестве в %(organization)s.\n\n"
        "Наставник: %(mentor)s. Наставляемые: %(mentees)s.\n\n"
        "Форма и срок определяются приказом и персонализированной программой.\n\n"
        "Участие добровольное; отказаться можно в любой день без объяснения причин."
    ) % {
        "who": who,
        "agree": AGREE.get(signer.gender, _("согласен(на)")),
        "organization": organization.short_name,
        "mentor": mentor,
        "mentees": mentees,
    }

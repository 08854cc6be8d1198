"""Who can be tried in the demo. The page of the demo, its loader and `demo_accounts` read this one table."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD = "nastavnichestvo-demo"  # shown on the page; the demo refuses to start on a database that is not its own


@dataclass(frozen=True)
class DemoAccount:
    """``key`` is the value of its button and the beginning of its address; ``region`` the code of its region."""

    key: str
    region: str
    name: str
    role: str | Promise
    place: str
    to_try: str | Promise

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"


TULA, ALTAI = "tula", "altai"
TULA_SCHOOL, TULA_TOWN = "МБОУ «СОШ № 11», Щёкино", "Щёкинский район"

DEMO_ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount(
        "curator", TULA, "Мельникова Ольга Викторовна", _("куратор школы"), TULA_SCHOOL,
        _("подготовить приказ о Положении и отправить директору"),
    ),
    DemoAccount(
        "head", TULA, "Сафонов Андрей Павлович", _("директор"), TULA_SCHOOL,
        _("прочитать приказ, утвердить или вернуть, лучше с телефона"),
    ),
    DemoAccount(
        "council", TULA, "Рыбакова Светлана Юрьевна", _("председатель совета наставников"), TULA_SCHOOL,
        _("прочитать приказы школы и действующий регламент"),
    ),
    DemoAccount(
        "sysadmin", TULA, "Гладких Игорь Иванович", _("системный администратор школы"), TULA_SCHOOL,
        _("завести учителя и выслать ему приглашение, разместить приказ"),
    ),
    DemoAccount(
        "mentor", TULA, "Кравцова Елена Сергеевна", _("наставник"), TULA_SCHOOL,
        _("прочитать уведомления и ознакомиться с приказом"),
    ),
    DemoAccount(
        "psychologist", TULA, "Белых Кира Петровна", _("педагог-психолог"), TULA_SCHOOL,
        _("посмотреть, кто остался без пары, и записать, чем ему помогли"),
    ),
    DemoAccount(
        "coordinator", TULA, "Гордеева Наталья Юрьевна", _("муниципальный координатор"), TULA_TOWN,
        _("посмотреть сроки школ района и кому звонить"),
    ),
    DemoAccount(
        "district-head", TULA, "Лаптев Сергей Михайлович", _("руководитель муниципального органа"), TULA_TOWN,
        _("назначить координатора, подписать приказ района"),
    ),
    DemoAccount(
        "operator", TULA, "Осипов Дмитрий Валентинович", _("оператор региона"), "Тульская область",
        _("завести школу, переместить её, пригласить директора"),
    ),
    DemoAccount(
        "ministry", TULA, "Никитина Алла Борисовна", _("специалист министерства"), "Тульская область",
        _("прочитать региональный регламент"),
    ),
    DemoAccount(
        "institute", TULA, "Белова Ирина Николаевна", _("методист института"), "ИПК, Тула",
        _("объявить курс, посмотреть, как он заполняется, отметить, кто прошёл"),
    ),
    DemoAccount(
        "cnppm", TULA, "Астахов Денис Сергеевич", _("тьютор ЦНППМ"), "ЦНППМ, Тула",
        _("посмотреть свои курсы и маршруты, которые открыли педагоги"),
    ),
    DemoAccount(
        "other-head", ALTAI, "Ермолаев Пётр Ильич", _("директор центра в другом регионе"), "МБУ ДО «ДЮЦ», Барнаул",
        _("убедиться, что соседний регион не виден"),
    ),
)  # fmt: skip


def account(key: str) -> DemoAccount | None:
    return next((row for row in DEMO_ACCOUNTS if row.key == key), None)

"""The invented people and places of the demo, as literal tables. Nobody here exists."""

from dataclasses import dataclass

from accounts.demo import ALTAI, TULA
from accounts.roles import Role

MINISTRY, DISTRICT, SCHOOL = "ministerstvo", "schekino", "school-11"


@dataclass(frozen=True)
class Place:
    """An organization; ``under`` is the slug of its parent."""

    slug: str
    kind: str
    name: str
    short_name: str
    under: str | None
    school_kind: str = ""
    place: str = ""
    founder: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Someone:
    """A person with a job and a role; ``key`` names his demo account, empty for those who have none."""

    name: str
    gender: str
    at: str
    post: str
    role: str = ""
    key: str = ""
    deputy: bool = False


REGIONS = {
    TULA: ("Тульская область", "Europe/Moscow"),
    ALTAI: ("Алтайский край", "Asia/Barnaul"),
}

_COMMITTEE = "Комитет по образованию администрации муниципального образования Щёкинский район"

PLACES: dict[str, tuple[Place, ...]] = {
    TULA: (
        Place(MINISTRY, "region_authority", "Министерство образования Тульской области", "Министерство образования",
              None, place="г. Тула", phone="(4872) 00-00-01"),
        Place("institut", "institute", "Институт повышения квалификации педагогических работников", "ИПК",
              MINISTRY, place="г. Тула"),
        Place("cnppm", "cnppm", "Центр непрерывного повышения профессионального мастерства", "ЦНППМ",
              "institut", place="г. Тула"),
        Place(DISTRICT, "municipality", _COMMITTEE, "Щёкинский район", MINISTRY, place="г. Щёкино",
              founder="Администрация муниципального образования Щёкинский район", phone="(48751) 0-00-02"),
        Place(SCHOOL, "school", "Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 11»",
              "МБОУ «СОШ № 11»", DISTRICT, "general", "г. Щёкино", _COMMITTEE,
              "ул. Школьная, д. 11, г. Щёкино, Тульская область, 301240", "(48751) 0-00-11", "school11@demo.example"),
        Place("school-1", "school", "Муниципальное бюджетное общеобразовательное учреждение «Лицей № 1»",
              "Лицей № 1", DISTRICT, "general", "г. Щёкино", _COMMITTEE, phone="(48751) 0-00-01"),
        Place("school-13", "school", "Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 13»",
              "СОШ № 13", DISTRICT, "general", "г. Советск", _COMMITTEE, phone="(48751) 0-00-13"),
        Place("lipki", "school", "Муниципальное бюджетное общеобразовательное учреждение «Липковская средняя школа»",
              "Липковская СОШ", DISTRICT, "general", "г. Липки", _COMMITTEE, phone="(48751) 0-00-14"),
        Place("kollej", "school", "Государственное профессиональное образовательное учреждение «Щёкинский колледж»",
              "Щёкинский колледж", MINISTRY, "vocational", "г. Щёкино", "Министерство образования Тульской области"),
    ),
    ALTAI: (
        Place(MINISTRY, "region_authority", "Министерство образования и науки Алтайского края",
              "Министерство образования и науки", None, place="г. Барнаул"),
        Place("duc", "school", "МАУ дополнительного образования «Детско-юношеский центр»",
              "МАУ ДО «ДЮЦ»", MINISTRY, "additional", "г. Барнаул", phone="(3852) 00-00-05"),
    ),
}  # fmt: skip

PEOPLE: dict[str, tuple[Someone, ...]] = {
    TULA: (
        Someone("Осипов Дмитрий Валентинович", "m", MINISTRY, "главный консультант", Role.REGION_OPERATOR, "operator"),
        Someone("Никитина Алла Борисовна", "f", MINISTRY, "ведущий консультант", Role.MINISTRY, "ministry"),
        Someone("Белова Ирина Николаевна", "f", "institut", "методист", Role.INSTITUTE, "institute"),
        Someone("Астахов Денис Сергеевич", "m", "cnppm", "тьютор", Role.CNPPM_TUTOR, "cnppm"),
        Someone("Лаптев Сергей Михайлович", "m", DISTRICT, "председатель комитета", Role.HEAD, "district-head"),
        Someone("Гордеева Наталья Юрьевна", "f", DISTRICT, "главный специалист по кадрам и методической работе",
                Role.MUNICIPAL_COORDINATOR, "coordinator"),
        Someone("Сафонов Андрей Павлович", "m", SCHOOL, "директор", Role.HEAD, "head"),
        Someone("Мельникова Ольга Викторовна", "f", SCHOOL, "заместитель директора по учебно-воспитательной работе",
                Role.CURATOR, "curator", deputy=True),
        Someone("Рыбакова Светлана Юрьевна", "f", SCHOOL, "учитель русского языка и литературы",
                Role.COUNCIL_CHAIR, "council"),
        Someone("Гладких Игорь Иванович", "m", SCHOOL, "инженер", Role.SYSADMIN, "sysadmin"),
        Someone("Кравцова Елена Сергеевна", "f", SCHOOL, "учитель математики", Role.MENTOR, "mentor"),
        Someone("Соколова Алина Ильинична", "f", SCHOOL, "учитель математики", Role.MENTEE),
        Someone("Абрамов Сергей Николаевич", "m", SCHOOL, "учитель истории и обществознания"),
        Someone("Громов Илья Андреевич", "m", SCHOOL, "учитель истории"),
        Someone("Зуев Павел Игоревич", "m", SCHOOL, "учитель физики"),
        Someone("Юсупова Алсу Маратовна", "f", SCHOOL, "учитель русского языка"),
        Someone("Лапина Галина Фёдоровна", "f", SCHOOL, "учитель английского языка"),
        Someone("Тихонова Марина Львовна", "f", SCHOOL, "учитель начальных классов"),
        Someone("Орлова Вера Павловна", "f", SCHOOL, "учитель физики"),
        Someone("Панкратов Юрий Ильич", "m", SCHOOL, "учитель информатики"),
        Someone("Жданова Римма Львовна", "f", SCHOOL, "учитель биологии"),
        Someone("Новикова Дарья Олеговна", "f", SCHOOL, "учитель физики"),
        Someone("Серов Антон Игоревич", "m", SCHOOL, "учитель информатики"),
        Someone("Хасанова Диляра Ринатовна", "f", SCHOOL, "учитель английского языка"),
        Someone("Котова Полина Сергеевна", "f", SCHOOL, "учитель биологии"),
        Someone("Ершов Максим Денисович", "m", SCHOOL, "учитель технологии"),
        Someone("Лугова Мария Андреевна", "f", SCHOOL, "педагог-организатор"),
        Someone("Белых Кира Петровна", "f", SCHOOL, "педагог-психолог", Role.PSYCHOLOGIST, "psychologist"),
        Someone("Воронина Тамара Глебовна", "f", "school-13", "директор", Role.HEAD),
        Someone("Ким Виктор Сергеевич", "m", "school-13", "заместитель директора по воспитательной работе",
                Role.CURATOR, deputy=True),
        Someone("Дьяченко Роман Олегович", "m", "school-1", "директор", Role.HEAD),
        Someone("Ермакова Инна Дмитриевна", "f", "lipki", "директор", Role.HEAD),
        Someone("Руднева Оксана Геннадьевна", "f", "kollej", "директор", Role.HEAD),
    ),
    ALTAI: (
        Someone("Ермолаев Пётр Ильич", "m", "duc", "директор", Role.HEAD, "other-head"),
        Someone("Черных Вера Степановна", "f", "duc", "заместитель директора", Role.CURATOR, deputy=True),
    ),
}  # fmt: skip

"""Sample orders with invented people: the S4 order that approves the school's regulation, and what stresses layout."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from reports.documents.order import (
    Acknowledgement,
    Appendix,
    Clause,
    Executor,
    Letterhead,
    OrderDocument,
    Section,
    Signatory,
    Signature,
    Table,
    Visa,
    content_hash,
)

MOSCOW = timezone(timedelta(hours=3))

SCHOOL = Letterhead(
    founder="Комитет по образованию администрации муниципального образования Щёкинский район",
    name_full="Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 11»",
    name_short="МБОУ «СШ № 11»",
    address="ул. Заречная, д. 7, г. Щёкино, Тульская область, 301200",
    phone="(48700) 0-00-11",
    email="school11@example.org",
    ogrn="0000000000000",
    inn="0000000000",
    kpp="000000000",
)

STATUTE = Appendix(
    no="1",
    title="ПОЛОЖЕНИЕ\nо системе наставничества педагогических работников",
    sections=(
        Section(
            heading="1. Общие положения",
            paragraphs=(
                "1.1. Положение определяет цель, задачи, формы и порядок наставничества в школе.",
                "1.2. Наставник – педагогический работник, который помогает наставляемому освоить должность "
                "и преодолеть затруднения, названные им самим или выявленные диагностикой.",
                "1.3. Участие в системе наставничества не наносит ущерба образовательному процессу школы.",
            ),
        ),
        Section(
            heading="2. Цель и задачи",
            paragraphs=(
                "2.1. Цель – среда, в которой молодой специалист остаётся в профессии и растёт в ней.",
                "2.2. Задачи: войти в должность; освоить цифровую среду; составить индивидуальный маршрут.",
            ),
        ),
        Section(
            heading="3. Права и обязанности",
            paragraphs=(
                "3.1. Наставник назначается приказом с его письменного согласия.",
                "3.2. Наставляемый вправе ходатайствовать о замене наставника.",
            ),
        ),
    ),
)

ROADMAP = Appendix(
    no="2",
    title="ДОРОЖНАЯ КАРТА\nпо реализации Положения о системе наставничества педагогических работников",
    landscape=True,
    sections=(
        Section(
            table=Table(
                headings=("№", "Этап", "Мероприятия", "Срок", "Ответственный"),
                widths=(5, 20, 40, 15, 20),
                rows=(
                    (
                        "1",
                        "Подготовка условий",
                        "Приказ о Положении; дорожная карта; назначение куратора",
                        "",
                        "Директор",
                    ),
                    ("2", "База наставляемых", "Сбор согласий и запросов; перечень затруднений", "", "Куратор"),
                    (
                        "3",
                        "База наставников",
                        "Анкетирование; согласия на обработку персональных данных",
                        "",
                        "Куратор",
                    ),
                    ("4", "Отбор и обучение", "Установочная сессия наставников; методические материалы", "", "Куратор"),
                    ("5", "Пары и их работа", "Закрепление приказом; персонализированные программы", "", "Куратор"),
                    ("6", "Завершение", "Итоговая анкета; отчёты; поощрение наставников", "", "Директор"),
                    ("7", "Информационная поддержка", "Раздел сайта; методическая копилка", "", "Редактор сайта"),
                ),
            )
        ),
    ),
)

STATUTE_ORDER = OrderDocument(
    issuer=SCHOOL,
    date=date(2022, 3, 24),
    number="13 – А",
    place="г. Щёкино",
    title="Об утверждении Положения о системе наставничества педагогических работников "
    "в муниципальном бюджетном общеобразовательном учреждении «Средняя школа № 11»",
    preamble="Руководствуясь Методическими рекомендациями по разработке и внедрению системы (целевой модели) "
    "наставничества педагогических работников в образовательных организациях (письмо Минпросвещения России "
    "от 21 декабря 2021 г. № АЗ-1128/08), в целях непрерывного профессионального роста педагогических работников "
    "и закрепления молодых специалистов в профессии",
    clauses=(
        Clause(no="1", text="Утвердить Положение о системе наставничества педагогических работников (приложение № 1)."),
        Clause(no="2", text="Утвердить дорожную карту по реализации Положения (приложение № 2)."),
        Clause(
            no="3",
            text="Назначить куратором реализации программ наставничества Седову Ольгу Игоревну, заместителя директора "
            "по учебно-воспитательной работе.",
        ),
    ),
    control=Clause(no="4", text="Контроль за исполнением приказа оставляю за собой."),
    appendices=(STATUTE, ROADMAP),
    signatory=Signatory(position="директор", name="Н. А. Ветрова"),
    acknowledgements=(Acknowledgement(name="О. И. Седова", date=date(2022, 3, 25), paper=True),),
    executor=Executor(name="Седова Ольга Игоревна", phone="(48700) 0-00-12"),
    gost="2016",
)

DRAFT_ORDER = replace(STATUTE_ORDER, date=None, number="", acknowledgements=())


def signed(order: OrderDocument, moment: datetime = datetime(2022, 3, 24, 14, 5, tzinfo=MOSCOW)) -> OrderDocument:
    """`order` with the simple electronic signature of its director, at `moment`."""
    mark = Signature(
        signer="Ветрова Нина Аркадьевна",
        signed_at=moment,
        content_hash=content_hash(order),
        verify_url="https://mentoring.example.org/proverka/7kq4-m2xp",
    )
    return replace(order, signature=mark)


SIGNED_2016 = signed(STATUTE_ORDER)
SIGNED_2025 = signed(
    replace(STATUTE_ORDER, date=date(2025, 9, 1), number="57-о", gost="2025"),
    datetime(2025, 9, 1, 9, 30, tzinfo=MOSCOW),
)

LONG_POSITION = (
    "исполняющий обязанности заместителя директора по учебно-воспитательной работе и взаимодействию с детскими "
    "общественными объединениями"
)
LONG_PEOPLE = (
    "Константинопольская-Преображенская Александра Всеволодовна",
    "Абдурахмангаджиев Магомедрасул Абдулмуталимович",
    "Ким Ен Сук",
    "Әхмәтҗанова Гөлнар Җәүдәт кызы",
)
LONG_ORDER = replace(
    STATUTE_ORDER,
    acknowledgements=tuple(
        Acknowledgement(
            name=LONG_PEOPLE[number % len(LONG_PEOPLE)],
            position=LONG_POSITION if number % 5 == 0 else "учитель начальных классов",
            date=date(2022, 3, 25) if number % 3 else None,
            paper=number % 2 == 0,
        )
        for number in range(40)
    ),
    visas=(
        Visa(name="О. И. Седова", position="заместитель директора", date=date(2022, 3, 22)),
        Visa(name="И. П. Лаптев", position="юрисконсульт", remark="Пункт 3 изложить короче"),
    ),
    clauses=(
        *STATUTE_ORDER.clauses,
        Clause(
            no="4",
            text="Закрепить наставников за наставляемыми:",
            term="до 31.05.2023",
            table=Table(
                headings=("№", "Наставник", "Наставляемый", "Форма", "Срок"),
                widths=(5, 30, 30, 20, 15),
                rows=tuple(
                    (
                        str(number + 1),
                        f"{LONG_PEOPLE[number % 4]}, учитель высшей квалификационной категории",
                        f"{LONG_PEOPLE[(number + 1) % 4]}, учитель",
                        "«учитель – учитель»",
                        "28.03.2022 – 31.05.2023",
                    )
                    for number in range(16)
                ),
            ),
        ),
        Clause(no="5", text="Руководителям методических объединений посетить занятия наставников.", mode="recommended"),
    ),
    control=Clause(no="6", text="Контроль за исполнением приказа оставляю за собой."),
    signatory=Signatory(position="директор", name="К. А. Константинопольская-Преображенская", acting=True),
)

TATAR_ORDER = replace(
    STATUTE_ORDER,
    issuer=Letterhead(
        name_full="Министерство образования и науки Республики Татарстан",
        name_short="Минобрнауки РТ",
        address="ул. Примерная, д. 9, г. Казань, 420000",
        phone="(843) 000-00-00",
    ),
    second_letterhead=Letterhead(
        name_full="Татарстан Республикасы Мәгариф һәм фән министрлыгы",
        name_short="ТР Мәгариф һәм фән министрлыгы",
        address="Үрнәк урамы, 9 нчы йорт, Казан шәһәре, 420000",
        kind_label="Боерык",
        language="tt",
    ),
    place="г. Казань",
    number="под-1948/22",
    preamble="Ә ә Ө ө Ү ү Җ җ Ң ң Һ һ: в целях внедрения системы наставничества",
    signatory=Signatory(position="министр", name="Г. Җ. Әхмәтҗанова"),
    appendices=(),
)
CORNER_ORDER = replace(
    SIGNED_2025, layout="corner", signatory=Signatory(position="директор", name="Н. А. Ветрова", acting=True)
)

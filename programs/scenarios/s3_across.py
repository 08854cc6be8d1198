"""S3, step 2: a virtual pair of two schools: their agreement, a consent to transfer, the orders of both (п. 3.8)."""

import datetime

from accounts import clock
from accounts.models import Organization
from programs.models import MenteeEntry, MentorEntry, Order, OrderKind, Unit
from programs.order_templates import pairs_order
from programs.queries.partners import lent, mentors_of_partners, nameless, orders_awaited
from programs.services import bank_cards, banks, meeting_plans, orders, partners, proposals, units

from .bank_people import consents_on_paper
from .play import Play
from .s3_programmes import SECTIONS, approved, curator_by_order, drafted

LENDER, LENDS = "КураторА1", "ДиректорА1"
CURATOR, HEAD = "КураторБ3", "ДиректорБ3"
MENTOR, MENTEE = "НаставникА13", "Удалённая"


def play_across(play: Play) -> None:
    curator_by_order(play, CURATOR, HEAD, "11")
    with play.on("01.12.2022"):
        _agreement(play)
        _consent(play)
        unit = _pair(play)
        _orders(play, unit)
        _video(play, unit)


def _entry(play: Play) -> MentorEntry:
    return MentorEntry.objects.select_related("person").get(person=play.people[MENTOR])


def _agreement(play: Play) -> None:
    """Without it the other school has no mentors to offer."""
    curator, lender = play.actor(CURATOR), play.actor(LENDER)
    entry = _entry(play)
    bank_cards.edit_entry(actor=lender, entry=entry, version=entry.version, fields={"visibility": "region"})
    play.check("2. До договора наставников соседей", "0", mentors_of_partners(curator).count())
    row = partners.write_down(
        actor=curator, partner=Organization.objects.get(pk=lender.organization_id), dated=curator.today,
        valid_from=curator.today, number="4",
    )  # fmt: skip
    for head in (HEAD, LENDS):
        partners.confirm(actor=play.actor(head), agreement=row)
    seen = nameless(list(mentors_of_partners(curator)))
    play.check("2. По договору виден без имени", "математика", next(row.subject for row in seen if row.key == entry.pk))


def _consent(play: Play) -> None:
    curator, lender, himself = play.actor(CURATOR), play.actor(LENDER), play.actor(MENTOR)
    loan = partners.ask_for(actor=curator, key=_entry(play).pk)
    partners.answer(actor=lender, loan=loan, agrees=True)
    play.refused(
        "2. Без согласия на передачу", "передачу данных",
        lambda: partners.answer(actor=himself, loan=loan, agrees=True),
    )  # fmt: skip
    play.check("2. Без согласия школа не знает имени", "0", lent(curator.organization_id, curator.today).count())
    consents_on_paper(lender, play.people[MENTOR])
    partners.answer(actor=himself, loan=loan, agrees=True)
    known = lent(curator.organization_id, curator.today)
    play.check("2. После согласия", f"{MENTOR} Вера Петровна", ", ".join(row.person.full_name for row in known))


def _pair(play: Play) -> Unit:
    curator = play.actor(CURATOR)
    person = play.person(f"{MENTEE} Лилия Рустамовна", curator.organization, "учитель")
    entry = banks.add_mentee(actor=curator, person=person, category="YOUNG_SPECIALIST")
    consents_on_paper(curator, person)
    entry.refresh_from_db()
    asked = {"problem": "Первый год", "desired_result": "Уверенный урок", "areas": ["METHOD"]}
    banks.make_request(actor=curator, entry=entry, **asked)
    banks.approve_mentees(actor=play.actor(HEAD), entries=[MenteeEntry.objects.get(pk=entry.pk)])
    mentees = [MenteeEntry.objects.select_related("person").get(pk=entry.pk)]
    unit = proposals.propose(
        actor=curator, mentor=_entry(play), mentees=mentees, form="TEACHER_TEACHER", kinds=["VIRTUAL"]
    )
    for name in (MENTOR, MENTEE):
        units.answer(actor=play.actor(name), unit=unit, agrees=True)
    for name in (MENTOR, MENTEE):
        consents_on_paper(curator, play.people[name])
    return Unit.objects.get(pk=unit.pk)


def _orders(play: Play, unit: Unit) -> None:
    curator, lender = play.actor(CURATOR), play.actor(LENDER)
    play.sign(pairs_order(curator, [unit]), number="12", drafter=CURATOR, head=HEAD)
    play.check("2. После своего приказа ждут", "ОО А-1", ", ".join(row.short_name for row in orders_awaited(unit)))
    second = Order.objects.get(organization_id=lender.organization_id, clauses__kind=OrderKind.PAIR_LENDING)
    play.registered(play.approved(orders.submit_order(actor=lender, order=second), LENDS), "31", LENDER)
    play.check("2. После приказов обеих", "ordered", Unit.objects.get(pk=unit.pk).state)


def _video(play: Play, unit: Unit) -> None:
    """A virtual pair meets by video, and the link is asked for."""
    mentor = play.actor(MENTOR)
    approved(play, drafted(play, Unit.objects.get(pk=unit.pk), {**SECTIONS, "conditions": "Кабинет"}), CURATOR)
    row = Unit.objects.select_related("organization__region").get(pk=unit.pk)
    play.check("2. Пара работает", "active", row.state)
    tomorrow = clock.now() + datetime.timedelta(days=4)
    told = {"actor": mentor, "unit": row, "planned_at": tomorrow, "mode": "online"}
    play.refused("2. Встреча без ссылки на видеосвязь", "нужна ссылка", lambda: meeting_plans.plan_meetings(**told))
    made = meeting_plans.plan_meetings(**told, link="https://video.school.test/1")
    play.check("2. Встреч назначено", "1", len(made))

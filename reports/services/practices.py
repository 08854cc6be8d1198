"""Best practices: drawn up from an ended programme, offered to the level above, chosen there, tried by others."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock, notices
from accounts.models import Organization
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version
from programs.models import Program
from programs.queries.names import people_in, told_to
from programs.workflow import move

from ..models import PracticeOffer, PracticeUse, Publication
from ..models.practice import LIVING
from ..queries import practices as queries
from ..queries.practice_draft import drawn_from
from ..transitions import READY, refuse_before_the_end
from . import publications


@transaction.atomic
def draw_up(*, actor: Actor, program: Program) -> Publication:
    """A draft from the records, to be told in one's own words with the council; once for a programme while it lives.

    Raises Refusal before the programme has ended (S3 п. 4.15, S4 п. 8.2).
    """
    row = Program.objects.select_for_update(of=("self",)).select_related("unit").get(pk=program.pk)
    refuse_before_the_end(row, actor, _("Сначала завершите программу"))
    known = queries.practices().filter(program=row, organization_id=actor.organization_id).first()
    if known is not None:
        raise Refusal(_("По этой программе практика уже описана: «%s»") % known.title, code="already")
    fields = {**drawn_from(row), "kind": Publication.Kind.PRACTICE, "program": row}
    return publications.begin(actor=actor, fields=fields)


def _locked(practice: Publication) -> Publication:
    rows = Publication.objects.select_for_update(of=("self",)).select_related("organization__region", "program")
    return rows.get(pk=practice.pk)


def _check_offers(actor: Actor, row: Publication) -> None:
    """The school offers its own; a municipality passes on what its bank holds."""
    held = PracticeOffer.objects.filter(
        practice=row, bank_id=actor.organization_id, state=PracticeOffer.State.SELECTED
    ).exists()
    if not actor.may("practice.offer") or not (actor.signs_for(row.organization_id) or held):
        raise Refusal(_("В банк предлагают свою практику или ту, что уже отобрана вами"), code="permission")


@transaction.atomic
def offer(*, actor: Actor, practice: Publication, bank: Organization) -> PracticeOffer:
    """Before the bank of a level above, once; the council has read it, nobody is named without his consent."""
    row = _locked(practice)
    _check_offers(actor, row)
    if bank.pk not in {one.pk for one in Organization.objects.bodies_above(actor.organization)}:
        raise Refusal(_("Это не банк вашего муниципалитета или региона"), code="foreign")
    if row.kind != Publication.Kind.PRACTICE or row.state not in queries.READ:
        raise Refusal(
            _("В банк предлагают практику, которую рассмотрел орган наставников"),
            todo=_("Отправьте её на проверку"),
        )
    for guard in READY:
        guard(row, actor, {})
    if row.offers.filter(bank=bank, state__in=LIVING).exists():
        raise Refusal(_("В этот банк практика уже предложена"), code="already")
    made = PracticeOffer.objects.create(
        practice=row, organization=row.organization, bank=bank, offered_by_id=actor.person_id, offered_at=clock.now()
    )
    audit.record(actor, "practiceoffer.create", made, to_state=made.state)
    return made


def _settled(actor: Actor, words: str) -> dict[str, Any]:
    return {"words": words.strip()[:1000], "settled_by_id": actor.person_id, "settled_at": clock.now()}


@transaction.atomic
def select(*, actor: Actor, offer: PracticeOffer, words: str = "") -> PracticeOffer:
    row = move(offer, "select", actor=actor, changes=_settled(actor, words))
    _tell(row, _("Практику отобрали в банк: %s") % row.bank.short_name)
    return row


@transaction.atomic
def give_back(*, actor: Actor, offer: PracticeOffer, words: str) -> PracticeOffer:
    """Not chosen, or chosen no more, with words for its authors."""
    row = move(offer, "return", actor=actor, changes=_settled(actor, words))
    _tell(row, _("Практику вернули из банка: %s") % row.bank.short_name)
    return row


@transaction.atomic
def recall(*, actor: Actor, offer: PracticeOffer) -> PracticeOffer:
    """Its school takes it back, from anywhere: then it may be rewritten."""
    return move(offer, "recall", actor=actor)


def _tell(row: PracticeOffer, text: str) -> None:
    for person in {row.offered_by, row.practice.written_by}:
        notices.notify(
            person, text, dedupe_key=f"practice:{row.pk}:{row.state}:{row.settled_at:%Y%m%d%H%M%S}",
            detail=row.words or row.practice.title, url=f"/practices/{row.practice_id}/",
        )  # fmt: skip


def _check_use(actor: Actor, practice: Publication, fields: Mapping[str, Any]) -> None:
    if not actor.may("practice.apply"):
        raise Refusal(_("Применение отмечают руководитель, куратор и орган наставников школы"), code="permission")
    if practice.organization_id == actor.organization_id:
        raise Refusal(_("Это ваша практика: применение отмечают другие организации"))
    if not queries.in_bank(actor).filter(pk=practice.pk).exists():
        raise Refusal(_("Этой практики в банке больше нет"))
    if fields["applied_on"] > actor.today:
        raise Refusal(_("Этот день ещё не наступил"))
    if not fields["outcome"].strip():
        raise Refusal(_("Напишите, что вышло"))
    if found := people_in(fields["outcome"], actor.organization):
        raise Refusal(
            _("В отзыве людей не называют: его прочтут в других организациях"),
            clause="152-ФЗ, ст. 10.1",
            todo=_("Напишите вместо имени должность"),
            missing=told_to(actor, found),
        )


@transaction.atomic
def apply(*, actor: Actor, practice: Publication, version: int, fields: Mapping[str, Any]) -> PracticeUse:
    """«Применили у себя», once an organization; its people may put the words right later. Raises Stale."""
    row = _locked(practice)
    _check_use(actor, row, fields)
    use = row.uses.select_for_update(of=("self",)).filter(organization_id=actor.organization_id).first()
    told = {**fields, "outcome": fields["outcome"].strip()}
    if use is None:
        use = PracticeUse.objects.create(
            practice=row, organization=actor.organization, written_by_id=actor.person_id, written_at=clock.now(), **told
        )
        notices.notify(
            row.written_by, _("Вашу практику применили: %s") % actor.organization.short_name,
            dedupe_key=f"practice:{row.pk}:use:{use.pk}", detail=row.title, url=f"/practices/{row.pk}/",
            organization_id=row.organization_id,
        )  # fmt: skip
        audit.record(actor, "practiceuse.create", use, practice=row.pk)
        return use
    check_version(use, version, _("Отзыв вашей организации уже изменили"), told)
    for name, value in told.items():
        setattr(use, name, value)
    use.version += 1
    use.save()
    audit.record(actor, "practiceuse.edit", use, practice=row.pk)
    return use

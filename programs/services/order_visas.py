"""A draft goes round those who agree it, before the head decides (S3, лист виз; S1 and S5 4.1.4, профсоюз)."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Membership, Organization, Person
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale
from accounts.roles import Role

from ..models import Order, Visa, VisaKind, VisaStep
from ..order_content import post_of
from ..queries.order_visas import BODIES, SPEAKERS, left_to_ask, sheet_of
from ..workflow import move
from .acknowledgements import tell
from .order_drafts import current_draft, words


def ask(order: Order, actor: Actor) -> None:
    """Ask whoever has not said his word about this edition. Each sending asks him anew: the term of the union's
    opinion (ТК РФ, ст. 372) begins again too."""
    for no, asked in left_to_ask(order, actor.today).items():
        visa, _made = Visa.objects.update_or_create(
            order=order,
            order_version=order.version,
            person=asked.person,
            kind=asked.kind,
            defaults={
                "position": no,
                "post": post_of(asked.person.pk, order.organization_id, actor.today),
                "asked_at": clock.now(),
            },
        )
        tell(asked.person, order, _("Согласуйте проект приказа"), f"visa:{visa.pk}:{order.submitted_at}")


@transaction.atomic
def give_visa(
    *, actor: Actor, order: Order, version: int, kind: str, verdict: str, text: str = "", minutes: str = ""
) -> Visa:
    """One's word about the draft, once. The last one sends it to the head; none of them stops it, he reads them all.

    Raises Stale when the words have changed since they were read.
    """
    row = Order.objects.select_for_update().get(pk=order.pk)
    if row.version != version:
        raise Stale(
            _("Пока вы читали, проект изменили, и прежние визы сняты. Прочитайте новую редакцию"),
            theirs=words(current_draft(row)),
            mine={},
        )
    visa = sheet_of(row).filter(person_id=actor.person_id, kind=kind).first()
    _check(row, visa)
    assert visa is not None
    _check_words(visa, verdict, text.strip(), minutes.strip())
    visa.verdict, visa.text, visa.minutes, visa.decided_on = verdict, text.strip(), minutes.strip(), actor.today
    visa.save(update_fields=["verdict", "text", "minutes", "decided_on"])
    audit.record(actor, "order.visa", row, visa=visa.pk, verdict=verdict, version=row.version)
    if verdict != Visa.Verdict.AGREED:
        tell(row.drafted_by, row, _("К проекту приказа есть замечания"), f"visa-said:{visa.pk}", visa.text)
    if not sheet_of(row).filter(verdict="").exists():
        to_the_head(move(row, "agree", actor=actor, changes={"submitted_at": clock.now()}, as_effect=True), actor)
    return visa


def _check(order: Order, visa: Visa | None) -> None:
    if visa is None:
        raise Refusal(_("Вас нет в листе согласования этого приказа"), code="permission")
    if visa.verdict:
        raise Refusal(
            _("Вы уже ответили: %(said)s, %(day)s")
            % {"said": visa.get_verdict_display(), "day": f"{visa.decided_on:%d.%m.%Y}"},
            code="already",
        )
    if order.state != Order.State.AGREEING:
        raise Refusal(
            _("Проект больше не на согласовании: %s") % order.get_state_display(),
            todo=_("Если его отправят снова, вы получите уведомление"),
            code="state",
        )


def _check_words(visa: Visa, verdict: str, text: str, minutes: str) -> None:
    if verdict not in Visa.Verdict.values:
        raise Refusal(_("Выберите ответ: согласен, согласен с замечаниями или не согласен"))
    if verdict != Visa.Verdict.AGREED and not text:
        raise Refusal(_("Замечания пишут словами"), todo=_("Напишите, что исправить: это прочитает руководитель"))
    if visa.kind in BODIES and not minutes:
        raise Refusal(
            _("Коллегиальный орган решает протоколом"),
            clause=_("ТК РФ, ст. 372") if visa.kind == "union" else "",
            todo=_("Укажите протокол, например: протокол от 12.08.2022 № 4"),
        )


def to_the_head(order: Order, actor: Actor) -> None:
    for head in heads_of(order.organization, actor.today):
        tell(head, order, _("Приказ ждёт вашего решения"), f"submit:{order.pk}:{order.version}:{order.submitted_at}")


def heads_of(organization: Organization, on: datetime.date) -> list[Person]:
    memberships = Membership.objects.in_force(on).filter(organization=organization, role="head")
    return [membership.person for membership in memberships.select_related("person")]


@transaction.atomic
def take_order(*, actor: Actor, order: Order) -> Order:
    """The head waits no longer for those who are silent; the union's term is waited for (ТК РФ, ст. 372)."""
    return move(order, "take", actor=actor, changes={"submitted_at": clock.now()})


@transaction.atomic
def add_step(*, actor: Actor, person: Person, kind: str, scope: str) -> VisaStep:
    """A person into the route of the actor's organization; the same one again changes which orders he agrees."""
    _may_set(actor)
    if kind in SPEAKERS and not _holds(person, SPEAKERS[VisaKind(kind)], actor):
        raise Refusal(
            _("От имени органа отвечает тот, кто его представляет: %s") % person.full_name,
            clause=_("ТК РФ, ст. 372") if kind == VisaKind.UNION else "",
            todo=_("Сначала дайте ему роль: представитель профсоюза или член органа наставников"),
        )
    rows = VisaStep.objects.filter(organization_id=actor.organization_id)
    last = rows.order_by("-position").values_list("position", flat=True).first() or 0
    step, _made = VisaStep.objects.update_or_create(
        organization_id=actor.organization_id,
        person=person,
        kind=kind,
        defaults={"scope": scope},
        create_defaults={"scope": scope, "position": last + 1},
    )
    audit.record(actor, "organization.visa_step", actor.organization, step=step.pk, person=person.pk, kind=kind)
    return step


@transaction.atomic
def drop_step(*, actor: Actor, step: VisaStep) -> None:
    """Out of the route; visas that were asked for stay asked for."""
    _may_set(actor)
    if step.organization_id != actor.organization_id:
        raise Refusal(_("Это порядок согласования другой организации"), code="permission")
    audit.record(actor, "organization.visa_step_drop", actor.organization, person=step.person_id, kind=step.kind)
    step.delete()


def _holds(person: Person, roles: set[Role], actor: Actor) -> bool:
    here = Membership.objects.in_force(actor.today).filter(organization_id=actor.organization_id, person=person)
    return here.filter(role__in=roles).exists()


def _may_set(actor: Actor) -> None:
    if not actor.may("order.approve") or not actor.signs_for(actor.organization_id):
        raise Refusal(_("Кто согласует приказы, решает руководитель"), code="permission")

"""What of pairs, consents and meetings waits for a person on his first page. A fixed number of queries."""

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.permissions import Actor

from .models import Consent, Meeting, MenteeEntry, Unit, UnitMember
from .services.banks import next_reminder


@desk.register
def proposals_to_answer(actor: Actor) -> list[DeskItem]:
    """Pairs that the person is asked to take part in."""
    rows = UnitMember.objects.filter(
        person_id=actor.person_id, unit__state=Unit.State.PROPOSED, agreed_on=None, declined_on=None
    )
    return [
        DeskItem(
            title=_("Вам предлагают участвовать в наставничестве"),
            url=reverse("unit_detail", args=[row.unit_id]),
            label=_("Ответить"),
        )
        for row in rows
    ]


@desk.register
def consents_to_decide(actor: Actor) -> list[DeskItem]:
    rows = Consent.objects.filter(person_id=actor.person_id, state=Consent.State.SENT)
    return [
        DeskItem(
            title=_t("Решить о согласии: %s") % row.get_kind_display(),
            url=reverse("consent_detail", args=[row.pk]),
            label=_("Прочитать"),
        )
        for row in rows
    ]


@desk.register
def meetings_to_confirm(actor: Actor) -> list[DeskItem]:
    """Meetings that the mentor recorded and the mentee has not confirmed: unconfirmed ones do not count."""
    mine = UnitMember.objects.filter(person_id=actor.person_id, side=UnitMember.Side.MENTEE, left_on=None)
    rows = Meeting.objects.filter(unit__in=mine.values("unit_id"), state=Meeting.State.HELD)
    return [
        DeskItem(
            title=_("Подтвердить встречу"),
            detail=row.held_on.strftime("%d.%m.%Y"),
            url=reverse("meeting_confirm", args=[row.pk]),
            label=_("Подтвердить"),
        )
        for row in rows
    ]


@desk.register
def pairs_at_work(actor: Actor) -> list[DeskItem]:
    """A mentor's pairs: one press to the record of a meeting."""
    mine = UnitMember.objects.filter(person_id=actor.person_id, side=UnitMember.Side.MENTOR, left_on=None)
    rows = Unit.objects.filter(pk__in=mine.values("unit_id"), state=Unit.State.ACTIVE)
    return [
        DeskItem(
            title=_("Записать встречу пары"),
            url=reverse("meeting_record", args=[row.pk]),
            label=_("Записать"),
        )
        for row in rows
    ]


@desk.register
def curators_pairs(actor: Actor) -> list[DeskItem]:
    """The curator's own: pairs ready for an order, and mentees to look for again."""
    if not actor.may("unit.manage"):
        return []
    items = []
    ready = Unit.objects.filter(organization_id=actor.organization_id, state=Unit.State.CONSENTED).count()
    if ready:
        items.append(
            DeskItem(
                title=_t("Подготовить приказ о закреплении: пар %s") % ready,
                url=reverse("unit_list"),
                label=_("К парам"),
            )
        )
    alone = MenteeEntry.objects.filter(
        organization_id=actor.organization_id, state=MenteeEntry.State.UNMATCHED_SUPPORT
    ).select_related("person")
    items += [
        DeskItem(
            title=_t("Без наставника: %s") % entry.person.full_name,
            detail=_("Поиск продолжается"),
            url=reverse("mentee_detail", args=[entry.pk]),
            label=_("Открыть"),
            due=next_reminder(entry),
        )
        for entry in alone
    ]
    return items

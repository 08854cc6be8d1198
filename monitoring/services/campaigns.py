"""Campaigns: planned, opened by hand or by the day, people asked and reminded, closed by hand or by the day."""

import datetime
import secrets
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization, OrganizationKind, OutboxMessage
from accounts.notices import News, morning, notify_all
from accounts.outbox import message
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services import digests
from programs.models import Order
from programs.terms import school_year
from programs.workflow import move

from .. import question_bank, survey_secrets
from ..models import (
    AnswerDraft,
    CampaignForm,
    MonitoringCampaign,
    QuestionnaireVersion,
    SurveyInvitation,
)
from ..queries.campaigns import answered_of, barred, people_to_ask
from .questionnaires import adopt

TRACKS = ("student", "staff")
LONGEST = datetime.timedelta(days=120)


@transaction.atomic
def plan(
    *,
    actor: Actor,
    title: str,
    opens_on: datetime.date,
    closes_on: datetime.date,
    roles: Collection[str],
    moment: str = "exit",
    order: Order | None = None,
    own: Mapping[tuple[str, str], QuestionnaireVersion] | None = None,
) -> MonitoringCampaign:
    """A campaign of the actor's node. Shipped questionnaires are asked, except where ``own`` names a version."""
    if not actor.may("campaign.manage"):
        raise Refusal(_("Опросы проводит куратор, а выше школы координатор и оператор"), code="permission")
    if closes_on < opens_on or closes_on - opens_on > LONGEST:
        raise Refusal(
            _("Опрос идёт не дольше %d дней, и последний день не раньше первого") % LONGEST.days,
            todo=_("Исправьте дни"),
        )
    if closes_on < actor.today:
        raise Refusal(_("Последний день уже прошёл"), todo=_("Назначьте другой день"))
    if order is not None and not actor.signs_for(order.organization_id):
        raise Refusal(_("Основанием служит приказ своей организации"), code="permission")
    campaign = MonitoringCampaign.objects.create(
        organization=actor.organization, title=title, opens_on=opens_on, closes_on=closes_on, moment=moment,
        school_year=school_year(opens_on), order=order, created_by_id=actor.person_id, created_at=clock.now(),
        basis=_("Приказ от %(day)s № %(number)s") % {"day": f"{order.dated:%d.%m.%Y}", "number": order.number}
        if order and order.dated else "",
    )  # fmt: skip
    ask(campaign, roles, own or {})
    if not campaign.forms.exists():
        raise Refusal(_("Не выбрано, кого спрашивать"), todo=_("Отметьте хотя бы одних"))
    audit.record(actor, "monitoringcampaign.plan", campaign)
    return campaign


def ask(
    campaign: MonitoringCampaign,
    roles: Collection[str],
    own: Mapping[tuple[str, str], QuestionnaireVersion] | None = None,
) -> None:
    """Which version people of each role are asked: the given one, else the shipped one that fits."""
    rows = []
    for role in sorted(roles):
        for track in TRACKS:
            version = (own or {}).get((role, track))
            ready = None if version or role == "curator" else question_bank.usual(role, track, campaign.moment)
            version = version or (adopt(ready.code) if ready else None)
            if version is not None:
                rows.append(CampaignForm(campaign=campaign, role=role, track=track, version=version))
    CampaignForm.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def open_now(*, actor: Actor, campaign: MonitoringCampaign) -> MonitoringCampaign:
    """By hand, today: the first day moves to today where it was ahead. Whoever is asked learns of it."""
    changes = {"opened_at": clock.now()}
    if campaign.opens_on > actor.today:
        changes["opens_on"] = actor.today
    row = move(campaign, "open", actor=actor, changes=changes)
    return _begun(row, actor)


@transaction.atomic
def begin(campaign: MonitoringCampaign) -> MonitoringCampaign:
    """By the day; needs an open scope. Raises Refusal when it has been opened already."""
    row = move(campaign, "begin", actor=None, as_effect=True, changes={"opened_at": clock.now()})
    return _begun(row, None)


def _begun(row: MonitoringCampaign, actor: Actor | None) -> MonitoringCampaign:
    if row.organization.kind == OrganizationKind.SCHOOL:
        invite(actor=actor, campaign=row)
    return row


def check_asks(actor: Actor | None, campaign: MonitoringCampaign) -> None:
    """A school asks its own people, while its campaign goes on. ``actor`` None is the system."""
    is_own = actor is None or (actor.may("campaign.manage") and actor.signs_for(campaign.organization_id))
    if not is_own or campaign.is_of_schools:
        raise Refusal(_("Людей спрашивает сама школа"), code="permission")
    if campaign.state != MonitoringCampaign.State.OPEN:
        raise Refusal(_("Опрос не идёт"), todo=_("Обновите страницу"), code="state")


def _locked(actor: Actor | None, campaign: MonitoringCampaign) -> MonitoringCampaign:
    """Of two presses the second waits and sees what the first has done; the closing waits too."""
    rows = MonitoringCampaign.objects.select_for_update(of=("self",)).select_related("organization__region")
    row = rows.get(pk=campaign.pk)
    check_asks(actor, row)
    return row


@transaction.atomic
def invite(*, actor: Actor | None, campaign: MonitoringCampaign) -> int:
    """Ask everybody of the school's pairs who has not been asked yet; how many are new. Idempotent."""
    campaign = _locked(actor, campaign)
    versions = {(form.role, form.track): form.version_id for form in campaign.forms.all()}
    asked = people_to_ask(campaign, datetime.date(campaign.school_year, 9, 1))
    held = set(SurveyInvitation.objects.filter(campaign=campaign).values_list("person_id", "role", "track"))
    new = [
        one for one in asked if (one.role, one.track) in versions and (one.person_id, one.role, one.track) not in held
    ]
    rows = SurveyInvitation.objects.bulk_create(
        SurveyInvitation(
            organization_id=campaign.organization_id, campaign=campaign, person_id=one.person_id, role=one.role,
            track=one.track, form=one.form, unit_id=one.unit_id, version_id=versions[one.role, one.track],
            token_hash=secrets.token_hex(32), created_at=clock.now(),  # until the row has a number to make it from
        )
        for one in new
    )  # fmt: skip
    for row in rows:
        token = survey_secrets.token_of(row.region_id, row.pk)
        row.token_hash = survey_secrets.token_hash(row.region_id, token)
    SurveyInvitation.objects.bulk_update(rows, ["token_hash"], batch_size=500)
    if rows:
        _tell(campaign, SurveyInvitation.objects.filter(pk__in=[row.pk for row in rows]), "")
        audit.record(actor, "monitoringcampaign.invite", campaign, count=len(rows))
    return len(rows)


@transaction.atomic
def remind(*, actor: Actor | None, campaign: MonitoringCampaign) -> int:
    """Whoever may and has not answered, once a day; how many. The day is kept for the campaign, for nobody in it."""
    campaign = _locked(actor, campaign)
    today = clock.today(campaign.organization.zone)
    if campaign.reminded_on == today:
        return 0
    rows = list(SurveyInvitation.objects.filter(campaign=campaign, revoked_at=None))
    over = answered_of(rows) | barred(rows)
    late = [row.pk for row in rows if row.pk not in over]
    _tell(campaign, SurveyInvitation.objects.filter(pk__in=late), f"{today:%Y-%m-%d}")
    campaign.reminded_on = today
    campaign.save(update_fields=["reminded_on"])
    if actor is not None:
        audit.record(actor, "monitoringcampaign.remind", campaign, count=len(late))
    return len(late)


def _key(campaign: MonitoringCampaign) -> str:
    """How the keys of all that is told of a campaign begin."""
    return f"survey:{campaign.pk}:"


def _tell(campaign: MonitoringCampaign, rows: QuerySet[SurveyInvitation], day: str) -> None:
    """A notice for those with a login; a letter with the personal link for those who have an address alone.

    Letters wait for the morning: a button may be pressed at night.
    """
    text = _("Ответьте на анкету до %s") % f"{campaign.closes_on:%d.%m.%Y}"
    now = clock.now()
    letter_at = morning(now, campaign.organization.zone)
    news, letters = [], []
    for row in rows.select_related("person", "version"):
        key = f"{_key(campaign)}{row.pk}:{day}"
        detail = _("%(title)s, %(minutes)d мин. Ответы без имени") % {
            "title": row.version.title, "minutes": row.version.minutes,
        }  # fmt: skip
        if row.person.user_id is not None:
            url = reverse("survey_mine", args=[row.pk])
            news.append(News(row.person, text, key, detail, url, campaign.organization_id, letter_at=letter_at))
        elif row.person.email:
            context = {"region": row.region_id, "invitation": row.pk, "text": text, "detail": detail}
            payload = {"to": row.person.email, "subject": text, "template": "mail/survey.txt", "context": context}
            letter = message(OutboxMessage.Kind.MAIL, key, payload, organization_id=campaign.organization_id)
            letter.next_attempt_at += letter_at - now
            letters.append(letter)
    notify_all(news)
    OutboxMessage.objects.bulk_create(letters, ignore_conflicts=True)


@transaction.atomic
def close(*, actor: Actor, campaign: MonitoringCampaign) -> MonitoringCampaign:
    row = move(campaign, "close", actor=actor, changes={"closed_at": clock.now()})
    return _ended(row)


@transaction.atomic
def end(campaign: MonitoringCampaign) -> MonitoringCampaign:
    """By the day; needs an open scope."""
    return _ended(move(campaign, "end", actor=None, as_effect=True, changes={"closed_at": clock.now()}))


def _ended(row: MonitoringCampaign) -> MonitoringCampaign:
    """What was begun and not handed in is forgotten, and what people were told: reminders went to those alone who had
    not answered. A body's parts end with the next wake (campaign_days).
    """
    AnswerDraft.objects.filter(campaign=row).delete()
    people = SurveyInvitation.objects.filter(campaign=row).values_list("person_id", flat=True)
    digests.take_back(_key(row), people=set(people), region=row.organization.region)
    letters = OutboxMessage.objects.filter(organization_id=row.organization_id, kind=OutboxMessage.Kind.MAIL)
    letters.filter(dedupe_key__startswith=_key(row)).delete()
    return row


@transaction.atomic
def part_at(campaign: MonitoringCampaign, school: Organization) -> MonitoringCampaign:
    """The part of a body's campaign at one school, the same row at each call."""
    part, made = MonitoringCampaign.objects.get_or_create(
        parent=campaign,
        organization=school,
        defaults={
            "moment": campaign.moment, "title": campaign.title, "basis": campaign.basis,
            "school_year": campaign.school_year, "opens_on": campaign.opens_on, "closes_on": campaign.closes_on,
            "created_by_id": campaign.created_by_id, "created_at": clock.now(),
        },
    )  # fmt: skip
    if made:
        forms = campaign.forms.all()
        CampaignForm.objects.bulk_create(
            CampaignForm(campaign=part, role=form.role, track=form.track, version_id=form.version_id) for form in forms
        )
    return part

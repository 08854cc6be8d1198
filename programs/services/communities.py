"""Professional communities: kept by a level, joined and left by a press, told of news."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person
from accounts.notices import News, morning, notify_all
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version

from ..models import Community, CommunityMember, CommunityNews, GrowthResource
from ..queries.communities import keeps, leads, may_be_invited, may_lead, members_of
from .nameless import check_no_child
from .once import made_once

MOST = 100  # people invited by one press
LONGEST = 1000  # signs of an announcement


def _kept(actor: Actor, community: Community) -> Community:
    """The row under its lock, of a keeper of its node."""
    row = Community.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=community.pk)
    if not keeps(actor, row):
        raise Refusal(_("Сообщество ведёт организация, которая его завела"), code="permission")
    return row


def _check_leader(actor: Actor, leader: Person | None, community: Community | None) -> None:
    if leader and not may_lead(actor.organization, actor.today, community).filter(pk=leader.pk).exists():
        raise Refusal(_("Ведёт сообщество работник организации или участник"), todo=_("Выберите из списка"))


def _check_words(actor: Actor, fields: Mapping[str, Any]) -> None:
    """The card is read by everybody below the keeper."""
    check_no_child(actor, *(fields.get(name, "") for name in ("name", "goals", "subject")))
    check_no_child(actor, fields.get("leader_name", ""), fields.get("contact", ""), whole=True)


def _into_catalogue(row: Community) -> None:
    """The line of the catalogue of growth that routes take (S3 п. 3.6): written here, typed nowhere else."""
    words = {
        "organization_id": row.organization_id, "kind": GrowthResource.Kind.COMMUNITY, "title": row.name,
        "provider": row.organization.short_name, "url": row.link, "closed_on": row.closed_on,
    }  # fmt: skip
    typed = GrowthResource.objects.filter(
        community=None, kind=words["kind"], title=words["title"], provider=words["provider"]
    ).first()
    if typed is not None and not GrowthResource.objects.filter(community=row).exists():
        typed.community = row
        typed.save(update_fields=["community"])
    GrowthResource.objects.update_or_create(community=row, defaults=words)


@transaction.atomic
def create(*, actor: Actor, fields: Mapping[str, Any]) -> Community:
    """Open at once to employees of the node and of everybody below it. Sent twice it is one (S3 п. 1.3)."""
    if not actor.may("community.manage"):
        raise Refusal(
            _("Сообщества заводят куратор школы, муниципалитет, МНЦ, институт и регион"), code="permission"
        )  # fmt: skip
    _check_leader(actor, fields.get("leader"), None)
    _check_words(actor, fields)
    words = dict(fields)
    row, made = made_once(
        Community.objects, key={"organization": actor.organization, "name": words.pop("name")}, words=words,
        more={"created_by_id": actor.person_id, "created_on": actor.today},
    )  # fmt: skip
    if made:
        _into_catalogue(row)
        audit.record(actor, "community.create", row, kind=row.kind)
    return row


@transaction.atomic
def edit(*, actor: Actor, community: Community, version: int, fields: Mapping[str, Any]) -> Community:
    """Put right. Raises Stale."""
    row = _kept(actor, community)
    check_version(row, version, _("Сообщество уже изменили"), fields)
    _check_leader(actor, fields.get("leader"), row)
    _check_words(actor, fields)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refusal(_("Сообщество с таким названием у вас уже есть"), todo=_("Назовите иначе")) from error
    _into_catalogue(row)
    audit.record(actor, "community.edit", row)
    return row


@transaction.atomic
def set_open(*, actor: Actor, community: Community, is_open: bool) -> Community:
    """Closed it takes nobody and is offered to nobody; members and meetings stay in its history."""
    row = _kept(actor, community)
    row.closed_on = None if is_open else row.closed_on or actor.today
    row.version += 1
    row.save(update_fields=["closed_on", "version"])
    _into_catalogue(row)
    audit.record(actor, "community.open" if is_open else "community.close", row)
    return row


@transaction.atomic
def join(*, actor: Actor, community: Community) -> CommunityMember:
    """One press of an employee; an invitation is accepted by the same one. The second press changes nothing."""
    row = (
        Community.objects.select_for_update(of=("self",), no_key=True).visible_to(actor).filter(pk=community.pk).first()
    )
    if row is None:
        raise Refusal(
            _("В профессиональное сообщество вступают работники организаций, для которых оно открыто"),
            code="permission",
        )
    if row.closed_on is not None:
        raise Refusal(_("Сообщество закрыто"), todo=_("Выберите другое"))
    member, made = CommunityMember.objects.get_or_create(
        community=row, person_id=actor.person_id, left_on=None,
        defaults={"organization": actor.organization, "joined_on": actor.today},
    )  # fmt: skip
    if not made and member.joined_on is None:
        member.joined_on, member.organization = actor.today, actor.organization
        member.save(update_fields=["joined_on", "organization"])
        made = True
    if made:
        audit.record(actor, "community.join", row, organization_id=actor.organization_id)
    return member


@transaction.atomic
def leave(*, actor: Actor, community: Community) -> None:
    """One press; the same declines an invitation. Who has left may come again."""
    if (member := _open_of(community, actor.person_id)) is None:
        return
    member.left_on = actor.today
    member.save(update_fields=["left_on"])
    verb = "community.decline" if member.joined_on is None else "community.leave"
    audit.record(actor, verb, community, organization_id=actor.organization_id)


def _open_of(community: Community, person_id: int) -> CommunityMember | None:
    rows = CommunityMember.objects.select_for_update(of=("self",)).open()
    return rows.filter(community=community, person_id=person_id).first()


@transaction.atomic
def take_off(*, actor: Actor, community: Community, member: int) -> None:
    """The keeper takes a member or an invitation off the list."""
    row = _kept(actor, community)
    found = row.members.select_for_update(of=("self",)).filter(pk=member, left_on=None).first()
    if found is None:
        raise Refusal(_("Этого человека в сообществе уже нет"), code="already")
    found.left_on = max(actor.today, found.joined_on or actor.today)
    found.save(update_fields=["left_on"])
    audit.record(actor, "community.take_off", row, person=found.person_id)


@transaction.atomic
def invite(*, actor: Actor, community: Community, people: Collection[int]) -> int:
    """Employees within the keeper's reach; each answers by a press. Nobody is put in without his word."""
    row = _kept(actor, community)
    if row.closed_on is not None:
        raise Refusal(_("Сообщество закрыто"), todo=_("Откройте его снова и приглашайте"))
    if not people or len(people) > MOST:
        raise Refusal(_("Отметьте от одного до %s человек") % MOST)
    jobs = list(may_be_invited(actor, row).filter(person_id__in=set(people)))
    if len(jobs) != len(set(people)):
        raise Refusal(
            _("Приглашают работников своей организации и подведомственных, которых в сообществе ещё нет"),
            todo=_("Обновите страницу и отметьте снова"),
        )
    CommunityMember.objects.bulk_create(
        CommunityMember(
            community=row, person=job.person, organization=job.organization, invited_on=actor.today,
            invited_by_id=actor.person_id,
        )
        for job in jobs
    )  # fmt: skip
    _tell(actor, row, [job.person for job in jobs], _("Вас приглашают в сообщество"), f"invite:{actor.today}", row.name)
    audit.record(actor, "community.invite", row, people=len(jobs))
    return len(jobs)


@transaction.atomic
def announce(*, actor: Actor, community: Community, text: str) -> CommunityNews:
    """A few words to all members, by a notice and in the letter of the day. Sent twice it is one (S3 п. 3.4)."""
    row = Community.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=community.pk)
    if not leads(actor, row):
        raise Refusal(_("Объявления пишет тот, кто ведёт сообщество"), code="permission")
    if row.closed_on is not None:
        raise Refusal(_("Сообщество закрыто"), todo=_("Откройте его снова"))
    if not text.strip():
        raise Refusal(_("Объявление пусто"), todo=_("Напишите хотя бы одну фразу"))
    if len(text.strip()) > LONGEST:
        raise Refusal(_("Объявление длиннее %s знаков") % LONGEST, todo=_("Сократите его"))
    check_no_child(actor, text)
    news, made = made_once(
        CommunityNews.objects, key={"community": row, "text": text.strip(), "day": actor.today}, words={},
        more={"author_id": actor.person_id, "created_at": clock.now()},
    )  # fmt: skip
    if made:
        rows = CommunityMember.objects.joined(actor.today).filter(community=row).exclude(person_id=actor.person_id)
        told = [member.person for member in rows.select_related("person")]
        _tell(actor, row, told, _("Новости сообщества «%s»") % row.name, f"news:{news.pk}", news.text[:200])
        audit.record(actor, "community.announce", row, people=len(told))
    return news


@transaction.atomic
def download(*, actor: Actor, community: Community) -> list[CommunityMember]:
    """The members by name, for a table that leaves the system: the journal keeps who took it and of how many."""
    if not leads(actor, community):
        raise Refusal(_("Имена участников читает тот, кто ведёт сообщество"), code="permission")
    found = list(members_of(community, actor.today))
    audit.record(actor, "community.download", community, people=len(found))
    return found


def _tell(actor: Actor, row: Community, people: Collection[Person], text: str, key: str, detail: str) -> None:
    """It can wait: by day at once, else with the letter of the morning."""
    at, url = morning(clock.now(), actor.zone), reverse("community_detail", args=[row.pk])
    notify_all(
        [
            News(
                person, text[:300], f"community:{row.pk}:{key}", detail=detail, url=url,
                organization_id=row.organization_id, letter_at=at,
            )
            for person in people
        ]
    )  # fmt: skip

"""The page of an organization: its first words, opened and closed by the head."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version
from programs.queries.names import people_in, told_to
from programs.queries.regulations import effective_regulation
from programs.workflow import move

from ..models import PublicSection


def section_of(organization: Organization) -> PublicSection:
    """The organization's page, closed where nobody has touched it yet."""
    return PublicSection.objects.get_or_create(organization=organization)[0]


@transaction.atomic
def describe(*, actor: Actor, about: str, reception: str, version: int) -> PublicSection:
    """The first words of the page and the hours of reception. Raises Stale where somebody has written meanwhile."""
    if not actor.may("section.write"):
        raise Refusal(
            _("Страницу ведёт тот, кто пишет для неё"),
            clause=effective_regulation(actor.organization, actor.today)["section_publisher"].basis,
            code="permission",
        )
    section = section_of(actor.organization)
    row = PublicSection.objects.select_for_update(of=("self",)).get(pk=section.pk)
    fields = {"about": about, "reception": reception}
    check_version(row, version, _("Слова страницы уже изменили"), fields)
    if found := people_in(f"{about}\n{reception}", actor.organization):
        raise Refusal(
            _("Первые слова страницы читают поисковые системы: людей в них не называют"),
            clause="152-ФЗ, ст. 10.1",
            todo=_("Напишите должность вместо имени"),
            missing=told_to(actor, found),
        )
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    audit.record(actor, "publicsection.write", row)
    return row


@transaction.atomic
def open_page(*, actor: Actor) -> PublicSection:
    return move(section_of(actor.organization), "open", actor=actor, changes={"opened_at": clock.now()})


@transaction.atomic
def close_page(*, actor: Actor) -> PublicSection:
    """Everything of the organization is gone for visitors at once; nothing is lost."""
    return move(section_of(actor.organization), "close", actor=actor)

"""What a kind of paper is, and the words that many kinds share."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.grammar import initials
from accounts.models import Membership, Organization, Person
from accounts.permissions import Actor
from accounts.roles import Role
from programs.order_content import letterhead, post_of, signatory_of

from ..order import Letterhead
from ..paper import Paper, SignLine


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind:
    """``build`` reads a row that the actor may see (``model.objects.visible_to``) and raises Http404 where this kind
    has nothing to print of it, or is not for this reader. ``permission``: asked beside the sight; empty for none."""

    slug: str
    label: str | Promise
    model: type[models.Model]
    build: Callable[[Any, Actor], Paper]
    permission: str = ""
    issued_with: str = ""
    """The permission to issue it: fixed words, a QR code, a public check; empty where it is only printed."""
    numbered: bool = False
    """Issued papers of this kind have numbers from 1 in each organization and year."""
    formats: tuple[str, ...] = ("pdf", "docx")
    """Files of it: «xlsx» too where there are figures to go on with."""
    related: tuple[str, ...] = ()
    readable: Callable[[Any, Actor], bool] = lambda _row, _actor: True
    """Whether this reader of the row may read this paper of it: asked before it is built and of every issued file."""


def issuer(organization: Organization) -> Letterhead:
    return Letterhead(**letterhead(organization))


def short(person: Person) -> str:
    """«Н. А. Ветрова»."""
    return initials(person.last_name, person.first_name, person.patronymic)


def signed_line(
    person: Person,
    organization: Organization,
    on: datetime.date,
    *,
    signed: datetime.date | None = None,
    post: str = "",
) -> SignLine:
    """A line of this person with the post by which he signs there on that day; ``signed`` in the system on a day."""
    position = post or signing_post(person, organization, on)
    return SignLine(position=position, name=short(person), date=signed, mark=_("электронно") if signed else "")


def signing_post(person: Person, organization: Organization, on: datetime.date) -> str:
    """The head's, held or performed for a time; else his own."""
    head = signatory_of(organization, on)
    if head is not None and head.person.pk == person.pk:
        return head.signed_as
    return post_of(person.pk, organization.pk, on)


def curator_line(organization: Organization, on: datetime.date) -> SignLine:
    """Whoever is the curator that day; a line without a name where nobody is."""
    seats = Membership.objects.filter(organization=organization, role=Role.CURATOR).in_force(on)
    seat = seats.select_related("person").order_by("valid_from", "pk").first()
    return SignLine(position=_("Куратор"), name=short(seat.person) if seat else "")


def head_of(organization: Organization, on: datetime.date) -> tuple[str, str]:
    """The post of whoever signs that day, as it stands under a signature, and his initials; empty for nobody."""
    head = signatory_of(organization, on)
    return (head.signed_as, head.name) if head is not None else ("", "")

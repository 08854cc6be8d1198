"""The words that hold for an organization's papers: its own, and where it has none, the shipped ones."""

import datetime
from collections.abc import Mapping

from accounts.models import Organization
from accounts.templatetags.ui_words import study_year

from ..models import Wording
from ..wording import WORDINGS, fill, lines_of


def latest(organization_id: int, kind: str) -> Wording | None:
    return Wording.objects.filter(organization_id=organization_id, kind=kind).order_by("-version").first()


def own_texts(organization_id: int, kind: str) -> dict[str, str]:
    """Part → text; only what the organization has written itself."""
    row = latest(organization_id, kind)
    return dict(row.texts) if row is not None else {}


def values_of(organization: Organization, on: datetime.date) -> dict[str, str]:
    """What stands in the places that every kind knows."""
    return {
        "организация": organization.name,
        "краткое название": organization.short_name,
        "населённый пункт": organization.place,
        "учебный год": study_year(on),
        "учредитель": organization.founder,
    }


def said(kind: str, part: str, own: Mapping[str, str], values: Mapping[str, str]) -> str:
    """A text with its places filled in."""
    return fill(own.get(part) or str(WORDINGS[kind].part(part).shipped), values)


def paragraphs_of(organization: Organization, kind: str, on: datetime.date, values: Mapping[str, str]) -> list[str]:
    """The body of a certificate or a letter. One query."""
    own = own_texts(organization.pk, kind)
    return lines_of(said(kind, "body", own, {**values_of(organization, on), **values}))

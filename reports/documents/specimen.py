"""A paper as an organization's own words would make it, with people of an example: shown while it is written."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts.models import Organization
from programs.order_content import gost_of, letterhead, second_letterhead
from programs.order_words import control_words
from programs.queries.wordings import said, values_of
from programs.wording import LETTERHEAD, PLACES, WordingKind, lines_of

from .kinds.awards import LABELS, award
from .kinds.kind import head_of
from .order import Clause, Letterhead, OrderDocument, Signatory
from .order_print import OrderText, order_text
from .paper import SignLine
from .paper_print import PaperText, paper_text


@dataclass(frozen=True)
class Specimen:
    """One of the two."""

    order: OrderText | None = None
    paper: PaperText | None = None


def specimen(organization: Organization, kind: WordingKind, texts: Mapping[str, str], on: datetime.date) -> Specimen:
    values = {name: sample for name, (_label, sample) in PLACES.items()} | values_of(organization, on)
    tried = kind is LETTERHEAD
    head = Letterhead(**letterhead(organization, texts if tried else None))
    post, name = head_of(organization, on)
    if kind.slug in LABELS:
        lines = lines_of(said(kind.slug, "body", texts, values))
        return Specimen(paper=paper_text(award(kind.slug, head, lines, SignLine(position=post, name=name))))
    second = second_letterhead(organization).get("second_letterhead")
    preamble = "" if tried else said(kind.slug, "preamble", texts, values)
    extra = [] if tried else lines_of(said(kind.slug, "clauses", texts, values))
    said_by_system = _("Здесь встанут пункты, которые составит система.")
    control = control_words()
    clauses = tuple(Clause(no=str(no), text=text) for no, text in enumerate([said_by_system, *extra, control], start=1))
    order = OrderDocument(
        issuer=head,
        title=_("Заголовок приказа"),
        signatory=Signatory(position=post, name=name),
        place=organization.place,
        preamble=preamble,
        clauses=clauses,
        second_letterhead=Letterhead(**second) if second else None,
    )
    return Specimen(order=order_text(replace(order, gost=gost_of(on))))

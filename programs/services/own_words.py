"""An organization's own preamble and extra clauses, put into the draft of the kind that its first clause names."""

import datetime
from collections.abc import Mapping
from dataclasses import replace

from accounts.models import Organization

from ..models import OrderKind
from ..queries.wordings import own_texts, said, values_of
from ..wording import lines_of
from .order_drafts import ClauseDraft, OrderDraft


def in_words_of(organization: Organization, on: datetime.date, draft: OrderDraft) -> OrderDraft:
    """Unchanged where nothing of one's own is written."""
    own = own_texts(organization.pk, draft.clauses[0].kind)
    return reworded(organization, on, draft, own) if own else draft


def reworded(organization: Organization, on: datetime.date, draft: OrderDraft, own: Mapping[str, str]) -> OrderDraft:
    kind = draft.clauses[0].kind
    values = {**values_of(organization, on), "основания": draft.preamble}
    extra = [ClauseDraft(OrderKind.OTHER, line) for line in lines_of(said(kind, "clauses", own, values))]
    body, control = list(draft.clauses), []
    if body[-1].kind == OrderKind.CONTROL:
        control = [body.pop()]
    return replace(draft, preamble=said(kind, "preamble", own, values), clauses=[*body, *extra, *control])

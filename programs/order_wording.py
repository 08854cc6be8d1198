"""The organization's own preamble and extra clauses, put into a new draft; from there on its author edits them."""

from collections.abc import Mapping
from dataclasses import replace

from accounts.permissions import Actor

from .models import OrderKind
from .queries.wordings import own_texts, said, values_of
from .services.order_drafts import ClauseDraft, OrderDraft
from .wording import lines_of


def in_own_words(actor: Actor, draft: OrderDraft) -> OrderDraft:
    """The draft of the kind that its first clause names; unchanged where nothing of one's own is written."""
    own = own_texts(actor.organization_id, draft.clauses[0].kind)
    return reworded(actor, draft, own) if own else draft


def reworded(actor: Actor, draft: OrderDraft, own: Mapping[str, str]) -> OrderDraft:
    kind = draft.clauses[0].kind
    values = {**values_of(actor.organization, actor.today), "основания": draft.preamble}
    extra = [ClauseDraft(OrderKind.OTHER, line) for line in lines_of(said(kind, "clauses", own, values))]
    body, control = list(draft.clauses), []
    if body[-1].kind == OrderKind.CONTROL:
        control = [body.pop()]
    return replace(draft, preamble=said(kind, "preamble", own, values), clauses=[*body, *extra, *control])

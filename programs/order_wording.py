"""The organization's own preamble and extra clauses, put into a new draft; from there on its author edits them."""

from accounts.permissions import Actor

from .services.order_drafts import OrderDraft
from .services.own_words import in_words_of


def in_own_words(actor: Actor, draft: OrderDraft) -> OrderDraft:
    """The draft of the kind that its first clause names; unchanged where nothing of one's own is written."""
    return in_words_of(actor.organization, actor.today, draft)

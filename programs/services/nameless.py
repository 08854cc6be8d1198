"""Words that go out of a school name no child: one refusal for questions, announcements, cards and agreements."""

from django.utils.translation import gettext as _

from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..queries.names import children_told


def check_no_child(actor: Actor, *texts: str, whole: bool = False) -> None:
    """Raises Refusal where a text that another organization reads names a pupil."""
    if named := children_told(actor, "\n".join(filter(None, texts)), whole=whole):
        raise Refusal(
            _("В тексте назван ребёнок, а прочтут его в другой организации"), clause="152-ФЗ, ст. 9",
            todo=_("Напишите, не называя фамилии"), missing=named,
        )  # fmt: skip

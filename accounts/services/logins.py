"""Tying a login to a person. A login is one person in a region; his roles repeat it, so that he finds them."""

from django.utils.translation import gettext as _

from accounts.models import Membership, Person, User
from accounts.refusal import Refusal


def link(person: Person, user: User) -> None:
    """Raises Refusal when the login is another card in the region, or the card has another login."""
    if person.user_id not in (None, user.pk):
        raise Refusal(_("У этой карточки уже есть другой вход"), todo=_("Войдите им или позвоните пригласившему"))
    other = Person.objects.filter(user=user).exclude(pk=person.pk)
    if other.exists():
        raise Refusal(
            _("Ваш вход уже принадлежит другой карточке в этом регионе"),
            todo=_("Попросите координатора, который видит обе организации, внести второе место работы в одну карточку"),
            code="another_card",
        )
    person.user = user
    person.save(update_fields=["user"])
    Membership.objects.filter(person=person).update(user=user)

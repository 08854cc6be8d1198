"""Questions and proposals: sent by whoever takes part, considered and answered by the curator or the head; questions
passed on to a body above and answered there."""

from django.db import transaction
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Membership
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role

from ..models import Appeal, Unit, UnitMember
from ..queries.above import responsible_above
from ..workflow import move
from .nameless import check_no_child
from .once import made_once

Kind = Appeal.Kind
ASKED = (Kind.QUESTION, Kind.ABOVE)
ABOUT_A_MENTEE = (Kind.REWARD, Kind.PENALTY)
LONGEST = 1000  # letters of a question
VERDICTS = {"reply": "answered", "accept": "accepted", "turn_down": "declined"}


@transaction.atomic
def send(*, actor: Actor, kind: str, text: str, unit: Unit | None = None) -> Appeal:
    """Raises Refusal for a pair of others, and for a word about a mentee from anybody but his mentor (S4 п. 4.2)."""
    if not actor.may("appeal.write"):
        raise Refusal(_("Вопросы и предложения отправляют участники"), code="permission")
    if not text.strip():
        raise Refusal(_("Вы ничего не написали"), todo=_("Одной фразы достаточно"))
    if unit is not None:
        unit = Unit.objects.filter(pk=unit.pk, members__person_id=actor.person_id).first()
        if unit is None:
            raise Refusal(_("Это не ваша пара"), todo=_("Отправьте без пары или из карточки своей пары"))
    if kind == Kind.ABOVE:
        raise Refusal(_("Вопрос уровнем выше передают со страницы «Кому звонить»"))
    if kind in ABOUT_A_MENTEE and (unit is None or not _leads(actor, unit)):
        raise Refusal(
            _("Поощрение или взыскание предлагает наставник своего наставляемого"),
            todo=_("Откройте карточку пары и отправьте предложение оттуда"),
        )
    # A guest from another school asks the curator of the pair's school.
    appeal = Appeal.objects.create(
        organization_id=unit.organization_id if unit else actor.organization_id, kind=kind, unit=unit,
        author_id=actor.person_id, text=text.strip(), created_at=clock.now(),
    )  # fmt: skip
    audit.record(actor, "appeal.send", appeal, to_state=appeal.state, kind=kind)
    curators = Membership.objects.in_force(actor.today).filter(
        organization_id=appeal.organization_id, role=Role.CURATOR
    )
    for curator in curators.select_related("person"):
        notify(
            curator.person, _("Пришёл вопрос или предложение"), dedupe_key=f"appeal:{appeal.pk}",
            url=reverse("appeal_detail", args=[appeal.pk]), organization_id=appeal.organization_id,
        )  # fmt: skip
    return appeal


@transaction.atomic
def ask_above(*, actor: Actor, to: Membership, text: str) -> Appeal:
    """A question to a responsible person above; both see it until it is answered. Sent twice it is one (S3 п. 3.9)."""
    if not responsible_above(actor).filter(pk=to.pk).exists():
        raise Refusal(_("Вопрос передают тому, кто отвечает уровнем выше"), todo=_("Выберите человека из списка"))
    if not text.strip():
        raise Refusal(_("Вы ничего не написали"), todo=_("Одной фразы достаточно"))
    if len(text.strip()) > LONGEST:
        raise Refusal(_("Вопрос длиннее %s знаков") % LONGEST, todo=_("Сократите его"))
    check_no_child(actor, text)
    key = {"author_id": actor.person_id, "addressee": to.person, "text": text.strip(), "kind": Kind.ABOVE}
    appeal, made = made_once(
        Appeal.objects, key={**key, "state": Appeal.State.SENT}, words={"organization": to.organization},
        more={"created_at": clock.now()},
    )  # fmt: skip
    if made:
        audit.record(actor, "appeal.send", appeal, to_state=appeal.state, kind=appeal.kind)
        notify(
            to.person, _("Вам передали вопрос"), dedupe_key=f"appeal:{appeal.pk}",
            detail=actor.organization.short_name, url=reverse("appeal_detail", args=[appeal.pk]),
            organization_id=to.organization_id,
        )  # fmt: skip
    return appeal


def _leads(actor: Actor, unit: Unit) -> bool:
    mine = unit.members.filter(person_id=actor.person_id, left_on=None)
    return mine.filter(side=UnitMember.Side.MENTOR).exists()


@transaction.atomic
def consider(*, actor: Actor, appeal: Appeal) -> Appeal:
    """The author sees that it is being looked at."""
    return move(appeal, "consider", actor=actor)


@transaction.atomic
def answer(*, actor: Actor, appeal: Appeal, words: str, verdict: str = "reply") -> Appeal:
    """Closed with an answer, which its author reads; a question has no verdict but the answer itself."""
    if verdict not in VERDICTS:
        raise Refusal(_("Выберите, принято предложение или нет"))
    if not words.strip():
        raise Refusal(_("Ответ пуст"), todo=_("Напишите хотя бы одну фразу: её прочитает автор"))
    if verdict == "reply" and appeal.kind not in ASKED:
        raise Refusal(_("На предложение отвечают решением"), todo=_("Нажмите «Принять предложение» или «Не принимать»"))
    if verdict != "reply" and appeal.kind == Kind.ABOVE:
        raise Refusal(_("На вопрос отвечают словами"), todo=_("Нажмите «Ответить»"))
    changes = {"answer": words.strip(), "answered_by_id": actor.person_id, "answered_at": clock.now()}
    row = move(appeal, verdict, actor=actor, changes=changes)
    notify(
        row.author, _("Вам ответили"), dedupe_key=f"appeal:{row.pk}:answer",
        detail=Truncator(_("О том, что вы спросили или предложили")).chars(120),
        url=reverse("appeal_detail", args=[row.pk]), organization_id=row.organization_id,
    )  # fmt: skip
    return row

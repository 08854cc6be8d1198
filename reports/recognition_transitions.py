"""The way of a nomination: the school proposes, its body of mentors recommends, the head sends it up or grants an award
of the school, each body above passes it on, the last one awards."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from accounts.refusal import Refusal, check_read
from programs.queries.names import people_in, told_to
from programs.transition import Facts, Transition
from programs.transition_registry import register

from .award_catalogue import shipped
from .models import Nomination
from .queries.recognition import checks_of, has_last_word, lets_go, next_desk


def conditions_are_met(row: Nomination, actor: Actor, facts: Facts) -> None:
    """S1 и S5 п. 3.4, S3 п. 4.5: by records, not by somebody's word."""
    lacks = [check for check in checks_of(row, actor.today) if not check.met]
    if lacks:
        raise Refusal(
            _t("Условия награды не выполнены: %s") % "; ".join(check.lack for check in lacks),
            clause="; ".join(dict.fromkeys(check.clause for check in lacks)),
            todo=". ".join(dict.fromkeys(check.todo for check in lacks)),
            missing=tuple(check.lack for check in lacks),
        )


def is_not_about_himself(row: Nomination, actor: Actor, facts: Facts) -> None:
    """Who signs is no side; the minutes of the body of mentors speak for him."""
    if row.person_id == actor.person_id and row.decision_id is None:
        raise Refusal(
            _t("Самого себя к награде не представляют"),
            todo=_("Нужно решение органа наставников: выберите его в представлении"),
        )


def goes_above(row: Nomination, actor: Actor, facts: Facts) -> None:
    if next_desk(row) is None:
        raise Refusal(
            _t("Эту награду вручает сама организация"), todo=_("Нажмите «Наградить»: отправлять её никуда не нужно")
        )


def is_of_the_school(row: Nomination, actor: Actor, facts: Facts) -> None:
    if row.level != "school":
        raise Refusal(
            _t("Этой наградой награждает уровень выше: %s") % row.get_level_display(),
            todo=_("Отправьте представление на рассмотрение"),
        )


def body_is_named(row: Nomination, actor: Actor, facts: Facts) -> None:
    """S5 п. 3.4: of which organ the reserve is; which contest it is."""
    if not row.body and any(award.asks_body for award in shipped() if award.key == row.code):
        raise Refusal(
            _t("Не сказано, на какой конкурс или в какой резерв"),
            todo=_("Допишите это в представлении"),
        )


def name_may_go_above(row: Nomination, actor: Actor, facts: Facts) -> None:
    if not lets_go(row):
        raise Refusal(
            _t("Человек не дал согласия на передачу персональных данных: без имени представить нельзя"),
            clause="152-ФЗ, ст. 9",
            todo=_("Нажмите «Попросить согласие» в представлении: человек ответит в «Моих согласиях»"),
        )


def name_is_known(row: Nomination, actor: Actor, facts: Facts) -> None:
    """A consent withdrawn on the way: nobody is awarded without a name."""
    if not lets_go(row):
        raise Refusal(
            _t("Человек отозвал согласие на передачу данных"), clause="152-ФЗ, ст. 9",
            todo=_("Верните представление школе"),
        )  # fmt: skip


def words_name_nobody_else(row: Nomination, actor: Actor, facts: Facts) -> None:
    """What is written goes above the school; his pupils and colleagues have agreed to nothing."""
    found = [one for one in people_in(f"{row.reason}\n{row.body}", row.organization) if one.pk != row.person_id]
    if found:
        raise Refusal(
            _t("В представлении названы другие люди: его прочтут выше"),
            todo=_("Уберите их имена из «За что»"), missing=told_to(actor, found),
        )  # fmt: skip


def desk_is_gone(row: Nomination, actor: Actor, facts: Facts) -> None:
    """The school stands under other bodies now: where it lies, nobody decides it any more."""
    if row.desk_id in row.organization.path_ids:
        raise Refusal(_t("Представление рассматривают"), todo=_("Попросите вернуть его, если нужно исправить"))


def says_the_last_word(row: Nomination, actor: Actor, facts: Facts) -> None:
    if not has_last_word(row):
        raise Refusal(_t("Последнее слово за уровнем выше"), todo=_("Передайте представление дальше"))


def says_why(row: Nomination, actor: Actor, facts: Facts) -> None:
    if not row.remark:
        raise Refusal(_t("Не сказано, почему"), todo=_("Напишите: это прочтёт тот, кто представлял"))


def words_are_those_read(row: Nomination, actor: Actor, facts: Facts) -> None:
    check_read(row, facts.get("version"), _("Представление изменили, пока страница была открыта"))


def at_the_desk(row: Nomination, actor: Actor) -> bool:
    return row.desk_id == actor.organization_id


OWN = ("draft", "recommended", "returned")
NOMINATION_TRANSITIONS = {
    "recommend": Transition(
        sources=("draft", "returned"), target="recommended", permission="council.chair", done=_("Уже рекомендовано"),
        guards=(words_are_those_read, is_not_about_himself), stays_done_in=("submitted", "accepted", "awarded"),
    ),
    "submit": Transition(
        sources=OWN, target="submitted", permission="order.approve", done=_("Уже отправлено"),
        guards=(
            words_are_those_read, is_not_about_himself, goes_above, conditions_are_met, body_is_named,
            name_may_go_above, words_name_nobody_else,
        ),
        stays_done_in=("accepted", "awarded"),
    ),
    "grant": Transition(
        sources=OWN, target="awarded", permission="order.approve", done=_("Уже награждён"),
        guards=(words_are_those_read, is_of_the_school, is_not_about_himself, conditions_are_met),
    ),
    "drop": Transition(
        sources=OWN, target="declined", permission="nomination.write", done=_("Уже отклонено"), guards=(says_why,)
    ),
    "pass_on": Transition(
        sources=("submitted",), target="submitted", permission="nomination.consider", done=_("Уже передано"),
        guards=(words_are_those_read, name_is_known, is_not_about_himself), reaches=at_the_desk,
    ),
    "send_back": Transition(
        sources=("submitted", "accepted"), target="returned", permission="nomination.consider",
        done=_("Уже возвращено"), guards=(says_why,), reaches=at_the_desk,
    ),
    "accept": Transition(
        sources=("submitted",), target="accepted", permission="nomination.consider", done=_("Уже поддержано"),
        guards=(words_are_those_read, says_the_last_word, name_is_known, is_not_about_himself), reaches=at_the_desk,
        stays_done_in=("awarded",),
    ),
    "award": Transition(
        sources=("accepted",), target="awarded", permission="nomination.consider", done=_("Уже награждён"),
        guards=(name_is_known, is_not_about_himself), reaches=at_the_desk,
    ),
    "take_back": Transition(
        sources=("submitted", "accepted"), target="returned", permission="order.approve", done=_("Уже возвращено"),
        guards=(desk_is_gone,),
    ),
    "decline": Transition(
        sources=("submitted", "accepted"), target="declined", permission="nomination.consider",
        done=_("Уже отклонено"), guards=(says_why,), reaches=at_the_desk,
    ),
}  # fmt: skip

register(Nomination, NOMINATION_TRANSITIONS)

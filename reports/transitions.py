"""The ways of what reports keep: an analytic report, the page of an organization, what is placed on it, practices on
their way into a bank."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from accounts.refusal import Refusal, check_read
from programs.models import Program
from programs.models.program import CLOSED
from programs.queries.councils import living_council
from programs.queries.regulations import effective_regulation
from programs.transition import Facts, Transition
from programs.transition_registry import register

from .models import AnalyticReport, PracticeOffer, Publication, PublicSection
from .models.practice import LIVING
from .queries import practices
from .queries import public as queries
from .queries.section_names import names_in_title, unsettled

ANALYTIC_TRANSITIONS = {
    "confirm": Transition(
        sources=("draft",), target="confirmed", permission="analytic.write", done=_("Отчёт уже подтверждён")
    ),
    "reopen": Transition(
        sources=("confirmed",), target="draft", permission="analytic.write", done=_("Отчёт уже в работе")
    ),
}
SECTION_TRANSITIONS = {
    "open": Transition(sources=("closed",), target="open", permission="section.open", done=_("Страница уже открыта")),
    "close": Transition(sources=("open",), target="closed", permission="section.open", done=_("Страница уже закрыта")),
}


def council_reads_practices(row: Publication, actor: Actor, facts: Facts) -> None:
    """S3 п. 3.10 абз. 11: the body of mentors considers a practice before it is published, where there is one."""
    if row.kind == Publication.Kind.PRACTICE and not actor.may("council.chair") and living_council(row.organization):
        raise Refusal(
            _("Практику до публикации рассматривает орган наставников"),
            clause=effective_regulation(row.organization, actor.today)["council"].basis,
            todo=_("Отправьте её на проверку: ответит председатель"),
        )


def names_are_settled(row: Publication, actor: Actor, facts: Facts) -> None:
    """152-ФЗ ст. 10.1; S3 п. 3.9: whoever is named has let his name be spread, and the heading names nobody."""
    if found := names_in_title(row, actor):
        raise Refusal(
            _("В заголовке людей не называют: заголовки уходят в ленты других сайтов"),
            todo=_("Назовите человека в тексте или напишите должность"),
            missing=found,
        )
    if people := unsettled(row, actor):
        raise Refusal(
            _("В тексте названы люди, которые не разрешали распространять своё имя"),
            clause="152-ФЗ, ст. 10.1",
            todo=_("Попросите согласие, напишите вместо имени должность или отметьте, что текст не о них"),
            missing=people,
        )


def refuse_before_the_end(program: Program, actor: Actor, todo: str | Promise) -> None:
    """S3 п. 4.15, S4 п. 8.2: results are told after the programme has ended."""
    if program.state not in CLOSED:
        raise Refusal(
            _("Результаты программы публикуют после её завершения"),
            clause=effective_regulation(program.organization, actor.today)["publication.results"].basis,
            todo=todo,
        )


def programme_is_over(row: Publication, actor: Actor, facts: Facts) -> None:
    if row.program is not None:
        refuse_before_the_end(row.program, actor, _("Завершите программу или уберите ссылку на неё"))


def lies_in_his_bank(offer: PracticeOffer, actor: Actor) -> bool:
    return offer.is_settled_in(actor.organization)


def words_are_those_read(row: Publication, actor: Actor, facts: Facts) -> None:
    """A stale tab says «проверено» of words that nobody has read."""
    check_read(row, facts.get("version"), _("Материал изменили, пока страница была открыта"))


def page_is_open(row: Publication, actor: Actor, facts: Facts) -> None:
    if not queries.page_is_open(row.organization_id):
        raise Refusal(_("Страница организации ещё закрыта"), todo=_("Её открывает руководитель"))


def remark_is_given(row: Publication, actor: Actor, facts: Facts) -> None:
    if not facts.get("remark"):
        raise Refusal(_t("Напишите, что исправить"))


def no_bank_holds_it(row: Publication, actor: Actor, facts: Facts) -> None:
    """What a bank has read and others try is not rewritten under them."""
    if practices.is_held(row):
        raise Refusal(
            _("Практика предложена в банк или уже в нём: её слова стоят на месте"),
            todo=_("Сначала отзовите её из банка"),
        )


def may_be_read_by_others(row: PracticeOffer, actor: Actor, facts: Facts) -> None:
    if not practices.may_still_be_read(row.practice_id):
        raise Refusal(
            _("Сейчас практику читать нельзя: её сняли или отозвано согласие того, кто в ней назван"),
            clause="152-ФЗ, ст. 10.1",
            todo=_("Верните её школе"),
        )


def words_are_given(row: PracticeOffer, actor: Actor, facts: Facts) -> None:
    if not facts.get("words"):
        raise Refusal(_t("Напишите, почему возвращаете: школа прочтёт"))


READY = (names_are_settled, programme_is_over)
PUBLICATION_TRANSITIONS = {
    "submit": Transition(
        sources=("draft",), target="review", permission="section.write", done=_("Уже на проверке")
    ),
    "check": Transition(
        sources=("draft", "review"), target="checked", permission="section.check", done=_("Уже проверено"),
        guards=(words_are_those_read, council_reads_practices, *READY),
    ),
    "return": Transition(
        sources=("review", "checked"), target="draft", permission="section.check", done=_("Уже возвращено"),
        guards=(remark_is_given, no_bank_holds_it),
    ),
    "publish": Transition(
        sources=("checked", "withdrawn"), target="published", permission="section.publish",
        done=_("Уже на странице"), guards=(page_is_open, *READY),
    ),
    "withdraw": Transition(
        sources=("published",), target="withdrawn", permission="section.publish", done=_("Уже снято со страницы")
    ),
    "hide": Transition(sources=("published",), target="withdrawn", permission=None, done=_("Уже снято со страницы")),
    "rework": Transition(
        sources=("withdrawn", "checked"), target="draft", permission="section.write", done=_("Уже черновик"),
        guards=(no_bank_holds_it,),
    ),
}  # fmt: skip

OFFER_TRANSITIONS = {
    "select": Transition(
        sources=("offered",), target="selected", permission="practice.select", done=_("Практика уже в банке"),
        guards=(may_be_read_by_others,), reaches=lies_in_his_bank,
    ),
    "return": Transition(
        sources=LIVING, target="returned", permission="practice.select",
        done=_("Практика уже возвращена"), guards=(words_are_given,), reaches=lies_in_his_bank,
    ),
    "recall": Transition(
        sources=LIVING, target="recalled", permission="practice.offer",
        done=_("Практика уже отозвана"),
    ),
}  # fmt: skip

register(AnalyticReport, ANALYTIC_TRANSITIONS)
register(PublicSection, SECTION_TRANSITIONS)
register(Publication, PUBLICATION_TRANSITIONS)
register(PracticeOffer, OFFER_TRANSITIONS)

"""Questionnaires of a tenant: shipped ones taken over, own ones written, published as versions that never change."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Questionnaire, QuestionnaireVersion
from ..question_bank import Shipped, shipped
from ..questions import Question, questions

# A consent is a document of its own and never a line of another one (152-ФЗ ст. 9 ч. 1 as of 01.09.2025).
_CONSENT = re.compile(r"соглас\w*.{0,40}обработк|обработк.{0,60}соглас|персональн\w* данн|152-?\s?фз", re.I | re.S)
CLAUSE = "152-ФЗ, ст. 9"


@transaction.atomic
def adopt(code: str) -> QuestionnaireVersion:
    """The shipped questionnaire as the region's own newest version; the same row at each call. Needs an open scope."""
    ready: Shipped = shipped(code)
    root = Organization.objects.get(parent=None)
    values = {
        "organization": root, "title": ready.title, "about": ready.about, "role": ready.role, "track": ready.track,
        "moment": ready.moment, "created_at": clock.now(),
    }  # fmt: skip
    row, _made = Questionnaire.objects.get_or_create(shipped=code, defaults=values)
    return _version(row, ready.title, ready.about, ready.questions, None)


@transaction.atomic
def copy(*, actor: Actor, version: QuestionnaireVersion) -> Questionnaire:
    """An own questionnaire to be changed, beginning with the words of a published one."""
    _may(actor)
    former = version.questionnaire
    row = Questionnaire.objects.create(
        organization=actor.organization, title=_("%s (своя)") % version.title[:190], about=version.about,
        role=former.role, track=former.track, moment=former.moment, draft=version.content, created_at=clock.now(),
    )  # fmt: skip
    audit.record(actor, "questionnaire.copy", row, version=version.pk)
    return row


@transaction.atomic
def save(
    *,
    actor: Actor,
    questionnaire: Questionnaire,
    version: int,
    title: str,
    about: str,
    draft: Sequence[Mapping[str, Any]],
) -> Questionnaire:
    """The draft of one's own questionnaire. What is published stays as it is."""
    row = _own(actor, questionnaire)
    if row.version != version:
        raise Refusal(_("Анкету тем временем изменили"), todo=_("Откройте её заново и повторите правку"), code="stale")
    try:
        asked = questions(draft)
    except (ValueError, TypeError, KeyError) as error:
        raise Refusal(_("Вопросы записаны с ошибкой"), todo=_("Проверьте вопрос: %s") % error) from error
    row.title, row.about, row.draft = title, about, [one.as_json() for one in asked]
    row.version += 1
    row.save(update_fields=["title", "about", "draft", "version"])
    audit.record(actor, "questionnaire.save", row)
    return row


@transaction.atomic
def publish(*, actor: Actor, questionnaire: Questionnaire) -> QuestionnaireVersion:
    """A version with the words of the draft; the same words again are the version that there is."""
    row = _own(actor, questionnaire)
    asked = questions(row.draft)
    if not asked:
        raise Refusal(_("В анкете нет вопросов"), todo=_("Добавьте хотя бы один вопрос"))
    refuse_consent(row.about, asked)
    refuse_figures_of_some(asked)
    version = _version(row, row.title, row.about, asked, actor)
    audit.record(actor, "questionnaire.publish", row, version=version.pk)
    return version


def refuse_consent(about: str, asked: Sequence[Question]) -> None:
    """A questionnaire asks for no consent to the processing of personal data."""
    for number, words in enumerate([about, *(_words(one) for one in asked)]):
        if _CONSENT.search(words):
            place = _("вопрос %d") % number if number else _("вступление")
            raise Refusal(
                _("Согласие на обработку персональных данных нельзя спрашивать в анкете: %s") % place,
                clause=CLAUSE,
                todo=_("Уберите этот вопрос: о согласии система спросит сама, отдельным документом"),
                code="consent",
            )


def refuse_figures_of_some(asked: Sequence[Question]) -> None:
    """What is counted over schools or compared before and after is asked of everybody: no branch of it is guarded."""
    for number, one in enumerate(asked, 1):
        if one.show_if and (one.indicator or one.pair):
            raise Refusal(
                _("Вопрос %d входит в показатели, его задают всем") % number,
                todo=_("Уберите у него условие показа или напишите рядом свой вопрос"),
            )


def _words(one: Question) -> str:
    return " ".join([one.text, one.hint, *(label for _value, label in one.options)])


def _may(actor: Actor) -> None:
    if not actor.may("campaign.manage"):
        raise Refusal(_("Анкеты составляет тот, кто проводит опросы"), code="permission")


def _own(actor: Actor, questionnaire: Questionnaire) -> Questionnaire:
    _may(actor)
    row = Questionnaire.objects.select_for_update(of=("self",)).get(pk=questionnaire.pk)
    if row.shipped or not actor.signs_for(row.organization_id):
        raise Refusal(_("Эту анкету здесь не меняют"), todo=_("Сделайте свою копию и правьте её"), code="permission")
    return row


def _version(
    row: Questionnaire, title: str, about: str, asked: Sequence[Question], actor: Actor | None
) -> QuestionnaireVersion:
    content = [one.as_json() for one in asked]
    text = json.dumps([title, about, content], ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    found = QuestionnaireVersion.objects.filter(questionnaire=row, content_hash=digest).first()
    if found is not None:
        return found
    row = Questionnaire.objects.select_for_update(of=("self",)).get(pk=row.pk)
    newest = row.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version, _made = QuestionnaireVersion.objects.get_or_create(
        questionnaire=row,
        content_hash=digest,
        defaults={
            "number": newest + 1, "title": title, "about": about, "content": content, "published_at": clock.now(),
            "published_by_id": actor.person_id if actor else None,
        },
    )  # fmt: skip
    return version

"""What people make of a campaign: tags on open answers, the nine criteria, opinions, conclusions and their approval."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Membership, Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role
from programs.models import Diagnosis, SchoolProgram
from programs.queries.regulations import effective_regulation
from programs.services import diagnoses
from programs.services.difficulties import Word
from programs.workflow import move

from ..criteria import OF_THE_MODEL, criteria, total
from ..models import (
    Answer,
    AnswerTag,
    CampaignConclusion,
    CouncilOpinion,
    CuratorAssessment,
    MonitoringCampaign,
    TaggedAnswer,
)
from ..queries.open_answers import words_of
from ..queries.survey_findings import difficulties
from ..queries.survey_results import check_closed, results
from .swot import check_works


@transaction.atomic
def tag(*, actor: Actor, campaign: MonitoringCampaign, answer_id: int, label: str) -> TaggedAnswer:
    """A word of the school's own on an answer that the actor may read; the same word twice is one."""
    row = check_works(actor, campaign)
    answer = _readable(row, actor, answer_id)
    kept = " ".join(label.replace("\x00", "").split()).lower()
    if not kept or len(kept) > 60:
        raise Refusal(_("Метка – слово или два, до 60 знаков"), todo=_("Напишите, о чём ответ"))
    word, _made = AnswerTag.objects.get_or_create(organization_id=row.organization_id, label=kept)
    found, made = TaggedAnswer.objects.get_or_create(tag=word, answer=answer)
    if made:
        audit.record(actor, "monitoringcampaign.tag", row, tag=word.pk)
    return found


@transaction.atomic
def untag(*, actor: Actor, campaign: MonitoringCampaign, answer_id: int, tag_id: int) -> None:
    row = check_works(actor, campaign)
    TaggedAnswer.objects.filter(answer=_readable(row, actor, answer_id), tag_id=tag_id).delete()
    AnswerTag.objects.filter(pk=tag_id, organization_id=row.organization_id, answers=None).delete()
    audit.record(actor, "monitoringcampaign.untag", row, tag=tag_id)


def _readable(campaign: MonitoringCampaign, actor: Actor, answer_id: int) -> Answer:
    for said in words_of(campaign, actor).said:
        for answer in said.answers:
            if answer.pk == answer_id:
                return answer
    raise Refusal(_("Этого ответа нет среди тех, что можно читать"), code="permission")


@transaction.atomic
def assess(
    *,
    actor: Actor,
    campaign: MonitoringCampaign,
    scores: Mapping[str, int],
    reasons: Mapping[str, str],
    program: SchoolProgram | None = None,
) -> CuratorAssessment:
    """Nine criteria, 0–2 points each; below two points of the first three one says why (S2 разд. 10, этап 1)."""
    row = check_works(actor, campaign)
    if row.is_of_schools:
        raise Refusal(_("По девяти критериям программу оценивает куратор школы"), code="permission")
    asked = {one.code: one for one in criteria()}
    if scores.keys() != asked.keys() or not all(score in (0, 1, 2) for score in scores.values()):
        raise Refusal(_("Оценены не все девять критериев"), todo=_("Выберите 0, 1 или 2 в каждой строке"))
    if program is not None and program.organization_id != row.organization_id:
        raise Refusal(_("Это программа другой школы"), code="permission")
    said = {code: " ".join(reasons.get(code, "").replace("\x00", "").split())[:500] for code in asked}
    silent = [asked[code].text for code in OF_THE_MODEL if scores[code] < 2 and not said[code]]
    if silent:
        raise Refusal(
            _("Отступление от модели объясняют"),
            todo=_("Напишите, почему балл ниже двух"),
            missing=tuple(silent),
        )
    found, _made = CuratorAssessment.objects.update_or_create(
        campaign=row, program=program,
        defaults={
            "scores": dict(scores), "reasons": {code: text for code, text in said.items() if text},
            "total": total(scores), "made_by_id": actor.person_id, "made_at": clock.now(),
        },
    )  # fmt: skip
    audit.record(actor, "monitoringcampaign.assess", row, total=found.total, program=program and program.pk)
    return found


@transaction.atomic
def opine(*, actor: Actor, campaign: MonitoringCampaign, text: str) -> CouncilOpinion:
    """A member of the body of mentors says what he makes of the figures; his later words replace his earlier ones."""
    row = MonitoringCampaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if not actor.may("campaign.opine") or not actor.signs_for(row.organization_id):
        raise Refusal(
            _("Заключение пишет член органа наставников этой школы"),
            clause=effective_regulation(row.organization, actor.today)["council"].basis,
            code="permission",
        )
    check_closed(row)
    if row.state not in ("closed", "processed"):
        raise Refusal(_("Выводы уже утверждены: заключение не меняется"), code="state")
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not 0 < len(text) <= 3000:
        raise Refusal(_("Заключение – от одного слова до 3000 знаков"), todo=_("Напишите, что вы увидели в итогах"))
    found, _made = CouncilOpinion.objects.update_or_create(
        campaign=row, person_id=actor.person_id, defaults={"text": text, "written_at": clock.now()}
    )
    audit.record(actor, "monitoringcampaign.opine", row)
    return found


@transaction.atomic
def conclude(*, actor: Actor, campaign: MonitoringCampaign, text: str, hand_over: bool = False) -> CampaignConclusion:
    """Keep the conclusions; ``hand_over`` gives them to the head, who is told."""
    row = check_works(actor, campaign)
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not 0 < len(text) <= 6000:
        raise Refusal(_("Выводы – от одного слова до 6000 знаков"), todo=_("Числа система посчитала, выводы пишете вы"))
    found, _made = CampaignConclusion.objects.update_or_create(
        campaign=row, defaults={"text": text, "written_by_id": actor.person_id, "written_at": clock.now()}
    )
    audit.record(actor, "monitoringcampaign.conclude", row)
    if hand_over:
        row = move(row, "process", actor=actor)
        for person in _heads(row):
            notify(
                person,
                _("Утвердите выводы опроса «%s»") % row.title,
                dedupe_key=f"campaign:{row.pk}:conclusions",
                detail=_("Выводы написал куратор, утверждение – одно нажатие"),
                url=reverse("campaign_conclusions", args=[row.pk]),
                organization_id=row.organization_id,
            )
    return found


def _heads(campaign: MonitoringCampaign) -> list[Person]:
    today = clock.today(campaign.organization.zone)
    rows = Membership.objects.in_force(today).filter(organization_id=campaign.organization_id, role=Role.HEAD)
    return list({row.person_id: row.person for row in rows.select_related("person")}.values())


@transaction.atomic
def approve(*, actor: Actor, campaign: MonitoringCampaign) -> MonitoringCampaign:
    """The head's one press; from here on nothing of the findings changes."""
    row = move(campaign, "approve_conclusions", actor=actor)
    CampaignConclusion.objects.filter(campaign=row).update(approved_by_id=actor.person_id, approved_at=clock.now())
    return row


@transaction.atomic
def archive(*, actor: Actor, campaign: MonitoringCampaign) -> MonitoringCampaign:
    return move(campaign, "archive", actor=actor)


@transaction.atomic
def record_difficulty(
    *, actor: Actor, campaign: MonitoringCampaign, source: str, people: Sequence[Person], level: int
) -> list[Diagnosis]:
    """A row that answers suggest goes into the diagnoses of teachers whom a person has chosen: answers name nobody."""
    row = check_works(actor, campaign)
    found = {one.source: one for one in difficulties(results(row, actor))}
    if source not in found:
        raise Refusal(_("Такой подсказки нет"), todo=_("Обновите страницу"), code="state")
    if not people:
        raise Refusal(_("Не выбран ни один педагог"), todo=_("Анкета без имён: отметьте, о ком это"))
    one = found[source]
    evidence = f"{row.title}: {one.evidence}"[:500]
    return [
        diagnoses.record(
            actor=actor, person=person, method=Diagnosis.Method.QUESTIONNAIRE, held_on=actor.today,
            words={one.area: Word(level=level, evidence=evidence)},
        )
        for person in people
    ]  # fmt: skip

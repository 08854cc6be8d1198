"""SWOT of a campaign: figures suggest, a person decides, what was kept stays."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import MonitoringCampaign, SwotAnalysis, SwotLine, SwotVersion
from ..queries.survey_findings import may_work, suggestions
from ..queries.survey_results import results

Quadrant, Decision = SwotLine.Quadrant, SwotLine.Decision
LIMIT = 300


def check_works(actor: Actor, campaign: MonitoringCampaign) -> MonitoringCampaign:
    """The locked campaign, while its findings may still change."""
    row = MonitoringCampaign.objects.select_for_update(of=("self",)).select_related("organization").get(pk=campaign.pk)
    if not actor.may("campaign.manage") or not actor.signs_for(row.organization_id):
        raise Refusal(_("Итоги разбирает тот, кто проводил опрос"), code="permission")
    if not may_work(row, actor):
        raise Refusal(
            _("Сейчас итоги не разбирают: состояние «%s»") % row.get_state_display(),
            todo=_("Разбирают ответы, когда опрос закончен и пока выводы не утверждены"),
            code="state",
        )
    return row


def _analysis(campaign: MonitoringCampaign) -> SwotAnalysis:
    row, _made = SwotAnalysis.objects.get_or_create(campaign=campaign, defaults={"changed_at": clock.now()})
    row.changed_at = clock.now()
    row.save(update_fields=["changed_at"])
    return row


def _clean(text: str) -> str:
    kept = " ".join(text.replace("\x00", "").split())
    if not kept:
        raise Refusal(_("Фактор не назван"), todo=_("Напишите его одной фразой"))
    if len(kept) > LIMIT:
        raise Refusal(_("Фактор длиннее %s знаков") % LIMIT, todo=_("Сократите его"))
    return kept


def _weight(weight: int) -> int:
    if weight not in (1, 2, 3):
        raise Refusal(_("Вес – от 1 до 3"), todo=_("Выберите один из трёх"))
    return weight


@transaction.atomic
def decide(
    *, actor: Actor, campaign: MonitoringCampaign, source: str, accept: bool, factor: str = "", weight: int = 2
) -> SwotLine:
    """Take a suggestion, in one's own words if one likes, or turn it down. Its evidence is counted at this moment."""
    row = check_works(actor, campaign)
    found = {one.source: one for one in suggestions(results(row, actor))}
    if source not in found:
        raise Refusal(_("Такой подсказки нет"), todo=_("Обновите страницу"), code="state")
    one = found[source]
    values = {
        "quadrant": one.quadrant, "factor": _clean(factor or one.factor), "weight": _weight(weight),
        "evidence": one.evidence, "decision": Decision.ACCEPTED if accept else Decision.REJECTED,
        "decided_by_id": actor.person_id, "decided_at": clock.now(),
    }  # fmt: skip
    line, _made = SwotLine.objects.update_or_create(analysis=_analysis(row), source=source, defaults=values)
    audit.record(actor, "swotanalysis.decide", row, source=source, accept=accept)
    return line


@transaction.atomic
def add(
    *, actor: Actor, campaign: MonitoringCampaign, quadrant: str, factor: str, weight: int = 2, evidence: str = ""
) -> SwotLine:
    """A person's own factor: opportunities and threats are always such."""
    row = check_works(actor, campaign)
    if quadrant not in Quadrant:
        raise Refusal(_("Не выбрано, куда отнести фактор"), todo=_("Выберите одну из четырёх частей"))
    line = SwotLine.objects.create(
        analysis=_analysis(row), quadrant=quadrant, factor=_clean(factor), weight=_weight(weight),
        evidence=" ".join(evidence.replace("\x00", "").split())[:LIMIT], decided_by_id=actor.person_id,
        decided_at=clock.now(),
    )  # fmt: skip
    audit.record(actor, "swotanalysis.add", row, line=line.pk)
    return line


@transaction.atomic
def edit(*, actor: Actor, campaign: MonitoringCampaign, line_id: int, factor: str, weight: int) -> SwotLine:
    """Other words or another weight; what it stands on stays."""
    row = check_works(actor, campaign)
    line = _line(row, line_id)
    values = {
        "factor": _clean(factor), "weight": _weight(weight), "decision": Decision.ACCEPTED,
        "decided_by_id": actor.person_id, "decided_at": clock.now(),
    }  # fmt: skip
    line, _made = SwotLine.objects.update_or_create(pk=line.pk, defaults=values)
    _analysis(row)
    audit.record(actor, "swotanalysis.edit", row, line=line.pk)
    return line


@transaction.atomic
def drop(*, actor: Actor, campaign: MonitoringCampaign, line_id: int) -> None:
    """A person's own factor goes; a suggested one comes back among the suggestions."""
    row = check_works(actor, campaign)
    line = _line(row, line_id)
    audit.record(actor, "swotanalysis.drop", row, line=line.pk, source=line.source)
    line.delete()
    _analysis(row)


def _line(campaign: MonitoringCampaign, line_id: int) -> SwotLine:
    line = SwotLine.objects.filter(analysis__campaign=campaign, pk=line_id).first()
    if line is None:
        raise Refusal(_("Этого фактора уже нет"), todo=_("Обновите страницу"), code="state")
    return line


@transaction.atomic
def keep(*, actor: Actor, campaign: MonitoringCampaign) -> SwotVersion:
    """The accepted lines as they are become a version; the same lines twice are one."""
    row = check_works(actor, campaign)
    analysis = SwotAnalysis.objects.filter(campaign=row).first()
    accepted = analysis.lines.filter(decision=Decision.ACCEPTED) if analysis else SwotLine.objects.none()
    lines = [
        {"quadrant": one.quadrant, "factor": one.factor, "weight": one.weight, "evidence": one.evidence,
         "source": one.source}
        for one in accepted
    ]  # fmt: skip
    if not lines:
        raise Refusal(_("В SWOT нет ни одного фактора"), todo=_("Примите подсказки или напишите свои"))
    newest = analysis.versions.first()
    if newest is not None and newest.lines == lines:
        raise Refusal(_("Эта редакция уже сохранена: № %s") % newest.number, code="already")
    version = SwotVersion.objects.create(
        analysis=analysis, number=newest.number + 1 if newest else 1, lines=lines, kept_by_id=actor.person_id,
        kept_at=clock.now(),
    )  # fmt: skip
    audit.record(actor, "swotanalysis.keep", row, version=version.number)
    return version

"""Papers of a campaign: «Итоги опроса» with figures alone above the school, and its SWOT for its own node."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.templatetags.ui_words import counted
from monitoring.criteria import VERDICTS, criteria, deviations, verdict
from monitoring.models import CampaignConclusion, CouncilOpinion, MonitoringCampaign, SwotLine
from monitoring.models.campaign import CLOSED
from monitoring.queries.expectations import Expectation, expectations
from monitoring.queries.survey_findings import assessments, changed_since, swot_lines, swot_versions
from monitoring.queries.survey_results import GroupOfPeople, Line, Results, results

from ..order import Table
from ..paper import Bar, Block, Chart, Fact, Paper, SignLine, Stamp
from .kind import PaperKind, head_of, issuer, short

RELATED = ("organization__region",)


def survey_results(campaign: MonitoringCampaign, actor: Actor) -> Paper:
    try:
        found = results(campaign, actor)
    except Refusal as refusal:
        raise Http404 from refusal
    own = actor.signs_for(campaign.organization_id)
    written = CampaignConclusion.objects.filter(campaign=campaign).select_related("approved_by", "written_by")
    conclusion = written.first()
    blocks = [Block(facts=_facts(campaign, found))]
    for group in found.groups:
        blocks += _group(group)
    blocks += _expected(expectations(campaign, actor))
    if own:
        blocks += [
            *_assessed(campaign),
            *_swot_blocks(swot_lines(campaign), _("SWOT-анализ")),
            *_said(campaign, conclusion),
        ]
    approved = conclusion.approved_by if own and conclusion else None
    return Paper(
        label=_("Итоги опроса"),
        title=campaign.title,
        issuer=issuer(campaign.organization),
        stamp=_stamp(campaign, actor) if own else None,
        blocks=tuple(blocks),
        signatures=(SignLine(position=_("куратор"), name=short(conclusion.written_by)),) if own and conclusion else (),
        note=_("Ответы без имён. Числа, за которыми меньше %s человек, не показаны.") % found.least,
        draft=own and approved is None,
    )


def _stamp(campaign: MonitoringCampaign, actor: Actor) -> Stamp:
    post, name = head_of(campaign.organization, actor.today)
    return Stamp(caption=_("Утверждаю"), lines=tuple(filter(None, [post, name])), signed=False)


def _facts(campaign: MonitoringCampaign, found: Results) -> tuple[Fact, ...]:
    days = f"{campaign.opens_on:%d.%m.%Y}–{campaign.closes_on:%d.%m.%Y}"
    facts = [Fact(label=_("Дни опроса"), value=days)]
    if campaign.basis:
        facts.append(Fact(label=_("Основание"), value=campaign.basis))
    for group in found.groups:
        words = _answers(group.answered)
        if group.satisfied:
            words = _("%(words)s, довольны %(gist)s") % {"words": words, "gist": group.satisfied.gist}
        facts.append(Fact(label=group.name, value=words))
    return tuple(facts)


def _answers(number: int) -> str:
    return counted(number, _("ответ|ответа|ответов"))


def _group(group: GroupOfPeople) -> list[Block]:
    table = Table(
        headings=(_("Вопрос"), _("Итог"), _("Ответов"), _("Среднее"), _("Медиана"), _("Раньше")),
        rows=tuple(_row(line) for line in group.lines),
        widths=(25, 15, 15, 15, 15, 15),
    )
    bars = tuple(
        Bar(label=line.question.text, value=float(line.tally.mean), note=_answers(line.tally.n))
        for line in group.lines
        if line.question.kind == "rating" and line.tally.mean is not None
    )
    chart = Chart(title=_("Средние оценки: %s") % group.name.lower(), bars=bars, top=10.0) if bars else None
    return [Block(heading=group.name, table=table), *([Block(chart=chart)] if chart else [])]


def _row(line: Line) -> tuple[str, ...]:
    gist = _("не показано") if line.is_hidden else line.gist
    n = "—" if line.is_hidden else str(line.tally.n)
    measured = line.question.is_numeric and not line.is_hidden
    former = [one for one in line.former if one.tally.n]
    return (
        line.question.text, gist, n, line.mean if measured else "—", line.median if measured else "—",
        former[-1].mean if former and line.question.is_numeric else "—",
    )  # fmt: skip


def _expected(rows: list[Expectation]) -> list[Block]:
    if not rows:
        return []
    table = Table(
        headings=(_("О чём"), _("Кто"), _("Ждали"), _("Получили"), _("Изменение"), _("Ответили оба раза")),
        rows=tuple(
            (row.question.text, row.group, row.words["before"], row.words["after"], row.words["shift"],
             _("%(both)s (до %(before)s, после %(after)s)") % {
                "both": row.paired_n, "before": row.before.n, "after": row.after.n,
             })
            for row in rows
        ),
        widths=(30, 15, 10, 15, 15, 15),
    )  # fmt: skip
    return [Block(heading=_("Ждали и получили"), table=table)]


def _assessed(campaign: MonitoringCampaign) -> list[Block]:
    blocks = []
    for row in assessments(campaign):
        title = row.program.title if row.program else _("Наставничество школы в целом")
        facts = [Fact(label=title, value=_("%(total)s из 18, %(verdict)s уровень") % {
            "total": row.total, "verdict": VERDICTS[verdict(row.total)],
        })]  # fmt: skip
        if short_of := deviations(row.scores):
            facts.append(Fact(label=_("Отступления от модели"), value="; ".join(one.text for one in short_of)))
        table = Table(
            headings=(_("Критерий"), _("Балл"), _("Почему")),
            rows=tuple(
                (f"{one.code}. {one.text}", str(row.scores[one.code]), row.reasons.get(one.code, ""))
                for one in criteria()
            ),
            widths=(50, 10, 40),
        )
        blocks.append(Block(heading=_("Оценка куратора"), facts=tuple(facts), table=table))
    return blocks


def _swot_blocks(lines: list[SwotLine], heading: str = "") -> list[Block]:
    kept = [line for line in lines if line.decision == SwotLine.Decision.ACCEPTED]
    if not kept:
        return []
    rows = [
        (str(label), line.factor, str(line.weight), line.evidence or "—")
        for code, label in SwotLine.Quadrant.choices
        for line in kept
        if line.quadrant == code
    ]
    headings = (_("Что"), _("Фактор"), _("Вес"), _("На чём основано"))
    return [Block(heading=heading, table=Table(headings=headings, rows=tuple(rows), widths=(20, 42, 8, 30)))]


def _said(campaign: MonitoringCampaign, conclusion: CampaignConclusion | None) -> list[Block]:
    blocks = []
    if conclusion:
        blocks.append(Block(heading=_("Выводы"), paragraphs=_lines(conclusion.text)))
    rows = CouncilOpinion.objects.filter(campaign=campaign).select_related("person")
    return blocks + [
        Block(heading=_("Заключение: %s") % short(row.person), paragraphs=_lines(row.text)) for row in rows
    ]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line.strip())


def swot(campaign: MonitoringCampaign, actor: Actor) -> Paper:
    """The lines as they stand; a draft until they are kept as a version."""
    blocks = _swot_blocks(swot_lines(campaign))
    if campaign.state not in CLOSED or not actor.signs_for(campaign.organization_id) or not blocks:
        raise Http404
    versions = swot_versions(campaign)
    return Paper(
        label=_("SWOT-анализ"),
        title=campaign.title,
        issuer=issuer(campaign.organization),
        date=versions[0].kept_at.astimezone(campaign.organization.zone).date() if versions else None,
        number=str(versions[0].number) if versions else "",
        blocks=tuple(blocks),
        draft=changed_since(campaign),
    )


SURVEY_RESULTS = PaperKind(
    slug="survey-results", label=gettext_lazy("Итоги опроса"), model=MonitoringCampaign, build=survey_results,
    permission="campaign.view", formats=("pdf", "docx", "xlsx"), related=RELATED,
)  # fmt: skip
SWOT_PAPER = PaperKind(
    slug="swot", label=gettext_lazy("SWOT-анализ"), model=MonitoringCampaign, build=swot,
    permission="campaign.view", related=RELATED,
)  # fmt: skip

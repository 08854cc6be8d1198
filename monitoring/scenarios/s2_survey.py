"""S2 step 7: the campaign of May, answered by 27 of 30 pupils and 13 of their 14 mentors."""

from collections.abc import Sequence

from programs.queries.execution import percent
from programs.scenarios.play import Play, part

from .. import survey_secrets
from ..criteria import VERDICTS, criteria, verdict
from ..models import MonitoringCampaign, SurveyInvitation
from ..queries.campaigns import rates
from ..queries.survey_results import results
from ..services import answering, campaigns, findings

CURATOR = "Мишина"
ANSWERED = {"mentee": (27, 23, "27 из 30 = 90,0 %", "23 из 27 (85,2 %)"),
            "mentor": (13, 12, "13 из 14 = 92,9 %", "12 из 13 (92,3 %)")}  # fmt: skip


@part("s2.survey")
def survey(play: Play) -> None:
    with play.on("04.05.2022"):
        curator = play.actor(CURATOR)
        campaign = campaigns.plan(
            actor=curator, title="Оценка качества программ", opens_on=curator.today,
            closes_on=curator.today.replace(day=20), roles=["mentee", "mentor"],
        )  # fmt: skip
        campaign = campaigns.open_now(actor=curator, campaign=campaign)
        for role, (answered, happy, _rate, _satisfied) in ANSWERED.items():
            for number, invitation in enumerate(_asked(campaign, role)[:answered]):
                _answer(invitation, satisfied=number < happy)
    with play.on("20.05.2022"):
        curator = play.actor(CURATOR)
        campaigns.close(actor=curator, campaign=campaign)
        campaign.refresh_from_db()
        counted = {rate.role: rate for rate in rates([campaign]) if rate.track == "student"}
        told = results(campaign, curator)
        for role, (_answered, _happy, share, satisfied) in ANSWERED.items():
            rate = counted[role]
            words = f"{rate.answered} из {rate.asked} = {percent(rate.answered, rate.asked)} %"
            play.check(f"7. Ответили ({role})", share, words)
            line = next(
                one for one in told.lines
                if (one.role, one.track, one.question.code) == (role, "student", "satisfied")
            )  # fmt: skip
            play.check(f"7. Удовлетворены ({role})", satisfied, line.gist)
        _criteria(play, campaign)


def _asked(campaign: MonitoringCampaign, role: str) -> Sequence[SurveyInvitation]:
    rows = SurveyInvitation.objects.filter(campaign=campaign, role=role, track="student").order_by("pk")
    return list(rows.select_related("campaign", "version", "organization__region"))


def _answer(invitation: SurveyInvitation, *, satisfied: bool) -> None:
    """Everything that must be answered, as a browser sends it."""
    raw: dict[str, object] = {}
    for one in invitation.version.questions:
        if one.indicator == "satisfied":
            raw[one.code] = "yes" if satisfied else "no"
        elif one.kind == "rating":
            raw[one.code] = "8"
        elif one.kind in ("closed", "frequency") and one.required:
            raw[one.code] = one.values[0]
    token = survey_secrets.token_of(invitation.region_id, invitation.pk)
    wrong = answering.submit(invitation=invitation, token=token, raw=raw)
    assert not wrong, wrong


def _criteria(play: Play, campaign: MonitoringCampaign) -> None:
    """Sixteen points of eighteen; the verdicts of fourteen and of eight are said beside it."""
    codes = [one.code for one in criteria()]
    scores = {code: 1 if code in codes[-2:] else 2 for code in codes}
    found = findings.assess(actor=play.actor(CURATOR), campaign=campaign, scores=scores, reasons={})
    for points, words in ((found.total, "16: оптимальный"), (14, "14: допустимый"), (8, "8: недопустимый")):
        play.check("7. Балл куратора", words, f"{points}: {VERDICTS[verdict(points)]}")

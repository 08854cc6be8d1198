"""What was made of a campaign: tags, criteria, SWOT, conclusions; a campaign that waits for its head, one approved."""

import datetime

from django.utils import timezone

from accounts.roles import Role
from monitoring import models as m
from tests.world import Node

DAY = datetime.timedelta(days=1)


def fill(node: Node) -> None:
    """After world_surveys: of the node's closed campaign, and two more that have gone further."""
    now, today = timezone.now(), timezone.localdate()
    who = next(iter(node.members.values())).person_id
    closed = m.MonitoringCampaign.objects.get(pk=node.rows["campaign_closed"])
    form = closed.forms.get()
    for state, ago in (("processed", 200), ("conclusions_approved", 300)):
        campaign = m.MonitoringCampaign.objects.create(
            organization_id=node.id, title=f"Разобранный опрос {node.marker}", school_year=2019, state=state,
            opens_on=today - ago * DAY, closes_on=today - (ago - 20) * DAY, created_by_id=who, created_at=now,
            closed_at=now,
        )  # fmt: skip
        m.CampaignForm.objects.create(campaign=campaign, role=form.role, track=form.track, version=form.version)
        m.CampaignConclusion.objects.create(
            campaign=campaign, text=f"Выводы {node.inner}", written_by_id=who, written_at=now
        )
        node.rows[f"campaign_{state}"] = campaign.pk
    analysis = m.SwotAnalysis.objects.create(campaign=closed, changed_at=now)
    line = m.SwotLine.objects.create(
        analysis=analysis, quadrant="threats", factor=f"Наставники перегружены {node.inner}", decided_by_id=who,
        decided_at=now,
    )  # fmt: skip
    m.SwotVersion.objects.create(analysis=analysis, number=1, lines=[], kept_by_id=who, kept_at=now)
    node.rows["swot_line"] = line.pk
    if node.kind != "school":
        return
    m.CuratorAssessment.objects.create(
        campaign=closed, scores=dict.fromkeys("123456789", 2), reasons={"1": node.inner}, total=18, made_by_id=who,
        made_at=now,
    )  # fmt: skip
    m.CouncilOpinion.objects.create(
        campaign=closed, person_id=node[Role.COUNCIL_MEMBER].person_id, text=f"Заключение {node.inner}", written_at=now
    )
    tag = m.AnswerTag.objects.create(organization_id=node.id, label=f"встречи {node.inner}".lower())
    answer = m.Answer.objects.get(response_id=node.rows["response"], question="words")
    m.TaggedAnswer.objects.create(tag=tag, answer=answer)
    node.rows.update({"answer_tag": tag.pk, "answer": answer.pk})

"""Campaigns with answers laid straight into the database, as many as a test asks for."""

import datetime
import hashlib
from collections.abc import Mapping
from itertools import count
from typing import Any

from django.utils import timezone

from monitoring import models as m
from monitoring.question_bank import shipped
from tests.world import Node

_numbers = count(1)


def version_of(node: Node, code: str) -> m.QuestionnaireVersion:
    """A shipped questionnaire as the node's own."""
    ready = shipped(code)
    content = [one.as_json() for one in ready.questions]
    return version(node, content, ready.role, ready.track, ready.moment)


def version(node: Node, content: list[dict], role: str, track: str, moment: str = "exit") -> m.QuestionnaireVersion:
    own = m.Questionnaire.objects.create(
        organization_id=node.id, title="Анкета", role=role, track=track, moment=moment, draft=content,
        created_at=timezone.now(),
    )  # fmt: skip
    return m.QuestionnaireVersion.objects.create(
        questionnaire=own, number=1, title="Анкета", content=content,
        content_hash=hashlib.sha256(f"{next(_numbers)}".encode()).hexdigest(), published_at=timezone.now(),
    )  # fmt: skip


def campaign(node: Node, *, opens: str = "01.05.2022", state: str = "closed", **more: Any) -> m.MonitoringCampaign:
    day = datetime.datetime.strptime(opens, "%d.%m.%Y").date()
    values = {"title": "Оценка качества", "school_year": 2021, "moment": "exit", **more}
    return m.MonitoringCampaign.objects.create(
        organization_id=node.id, opens_on=day, closes_on=day + datetime.timedelta(days=20), state=state,
        created_at=timezone.now(), **values,
    )  # fmt: skip


def answered(
    asked: m.MonitoringCampaign, version: m.QuestionnaireVersion, answers: Mapping[str, Any], *, role: str = "mentee",
    track: str = "student", form: str = "PUPIL_PUPIL", who: str = "",
) -> m.Response:  # fmt: skip
    """One filled questionnaire; ``who`` links answers of one person."""
    number = next(_numbers)
    response = m.Response.objects.create(
        organization_id=asked.organization_id, campaign=asked, version=version, role=role, track=track, form=form,
        submitted_on=asked.opens_on, receipt=f"{number:064d}", link=f"{who or number:0>64}",
    )  # fmt: skip
    rows = []
    for question, said in answers.items():
        how = {int: "number", list: "values", str: "text"}[type(said)]
        rows.append(m.Answer(response=response, question=question, region_id=asked.region_id, **{how: said}))
    m.Answer.objects.bulk_create(rows)
    return response

"""A quarter's account with its sealed names, a municipality's summary, a task of an order with its answer."""

import datetime

from django.utils import timezone

from accounts.models import Deadline
from monitoring.account_rows import AccountRow, as_json, code_of
from monitoring.indicators import as_json as month_json
from monitoring.indicators import blank
from monitoring.models import PeriodReport, ReportSnapshot, TaskAnswer
from programs.models import OrderClause
from tests.world import Node

QUARTER, CUT_OFF = datetime.date(2021, 1, 1), datetime.date(2021, 3, 31)
MONTH = datetime.date(2021, 7, 1)
FAR = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)


def fill(node: Node) -> None:
    if node.kind == "school":
        _account(node)
        _task(node)
    if node.kind == "municipality":
        _summary(node)


def _confirmed(node: Node, person: int, figures: dict, **fields: object) -> PeriodReport:
    now = timezone.now()
    report = PeriodReport.objects.create(
        organization_id=node.id, basis="п. 1", created_at=now, state="confirmed", confirmed_by_id=person,
        confirmed_at=now, **fields,
    )  # fmt: skip
    ReportSnapshot.objects.create(report=report, number=1, figures=figures, taken_at=now, taken_by_id=person)
    return report


def _account(node: Node) -> None:
    mentee = node["mentee"].person_id
    row = AccountRow(
        code=code_of(node.region_id, mentee, "pupil"), category="pupil", role="mentee", name=f"Ученик {node.inner}",
        place="7Б", born="2008-03-12", age=13, forms=("PUPIL_PUPIL",), partners=(), partner_codes=(),
        joined_on="2021-01-20", programs=(), meetings=0, done=0, planned=0, outcome="", consents=True,
    )  # fmt: skip
    figures = as_json([row], since=QUARTER, cut_off=CUT_OFF, counted_at=timezone.now())
    node.rows["account"] = _confirmed(
        node, node.curator.person_id, figures, kind="quarterly", period=QUARTER, since=QUARTER, cut_off=CUT_OFF,
        due_on=datetime.date(2021, 4, 9), term_on=datetime.date(2021, 4, 9), sender="curator",
    ).pk  # fmt: skip


def _summary(node: Node) -> None:
    figures = month_json(blank(), period=MONTH, counted_at=timezone.now(), section="")
    node.rows["summary"] = _confirmed(
        node, node["coordinator"].person_id, {**figures, "told": {"asked": 2, "confirmed": 2}}, kind="summary",
        period=MONTH, due_on=datetime.date(2021, 7, 28), term_on=datetime.date(2021, 7, 28), sender="coordinator",
    ).pk  # fmt: skip


def _task(node: Node) -> None:
    """A clause of the world's order put to the school; it opens in another century, so that no list counts it."""
    clause = OrderClause.objects.get(pk=node.rows["order_clause"])
    task = Deadline.objects.create(
        organization_id=node.id, kind="order_clause", key=f"{clause.order_id}.{clause.position}", role="head",
        title=f"Поручение {node.marker}", opens_at=FAR,
    )  # fmt: skip
    TaskAnswer.objects.create(
        organization_id=node.id, clause=clause, deadline=task, act_id=node.rows["local_act"],
        done_on=datetime.date(2021, 9, 1), answered_by_id=node["head"].person_id, answered_at=timezone.now(),
    )  # fmt: skip
    node.rows["order_task"] = task.pk

"""The month's reports of a school: one that waits, one that was confirmed, frozen and corrected."""

import datetime

from django.utils import timezone

from accounts.models import Person
from monitoring.indicators import as_json, blank
from monitoring.models import PeriodReport, ReportCorrection, ReportSnapshot
from programs.models import DifferentPeople, PersonJoin, Wording
from reports.documents.paper import TEMPLATE_VERSION, Paper, content_hash
from reports.documents.plain import to_plain
from reports.models import AnalyticReport, AnalyticSnapshot, BankFile, Document
from tests.world import Node

CONFIRMED, WAITING = datetime.date(2021, 7, 1), datetime.date(2021, 8, 1)


def fill(node: Node) -> None:
    now, curator = timezone.now(), node.curator.person_id
    common = {"organization_id": node.id, "sender": "curator", "basis": "п. 1", "created_at": now}
    waiting = PeriodReport.objects.create(period=WAITING, due_on=WAITING.replace(day=25), **common)
    report = PeriodReport.objects.create(
        period=CONFIRMED, due_on=CONFIRMED.replace(day=23), state="confirmed", confirmed_by_id=curator,
        confirmed_at=now, **common,
    )  # fmt: skip
    figures = as_json(blank(), period=CONFIRMED, counted_at=now, section="")
    ReportSnapshot.objects.create(report=report, number=1, figures=figures, taken_at=now, taken_by_id=curator)
    ReportCorrection.objects.create(
        report=report, code="held", was=0, became=1, reason="Запись нашлась", made_by_id=curator, made_at=now
    )
    printed = BankFile.objects.create(
        organization_id=node.id, person_id=curator, membership_id=node.curator.membership_id, bank="mentors",
        query=f"q={node.inner}", stage="ready", total=1, asked_at=now, keep_until=now.date() + datetime.timedelta(7),
        file_id=node.rows["list_file"],
    )  # fmt: skip
    paper = Paper(label=f"Программа {node.inner}", title=f"О работе {node.pupils_word}")
    issued = Document.objects.create(
        kind="program", organization_id=node.id, subject=node.rows["program"], dated=now.date(), year=now.year,
        issued_by_id=curator, template_version=TEMPLATE_VERSION, content=to_plain(paper),
        content_hash=content_hash(paper), file_id=node.rows["paper_file"], issued_at=now,
    )  # fmt: skip
    node.rows["document_paper"] = issued.pk
    own = Wording.objects.create(
        organization_id=node.id, kind="best-mentor", version=1, texts={"body": f"За труд {node.inner}"},
        saved_by_id=curator, saved_at=now,
    )  # fmt: skip
    node.rows["wording"] = own.pk
    guest = node.rows["guest"]
    gone = Person.objects.create(last_name=f"Двойная {node.inner}", first_name="Ия", joined_into_id=guest)
    join = PersonJoin.objects.create(
        organization_id=node.id, kept_id=guest, gone=gone, joined_by_id=curator, joined_at=now,
        effects={"moved": {}, "taken": [], "written": [], "counts": {}},
    )  # fmt: skip
    DifferentPeople.objects.create(one_id=guest, other=gone, said_by_id=curator, said_at=now)
    node.rows.update({"bank_file": printed.pk, "join": join.pk})
    node.rows.update({"report": waiting.pk, "report_confirmed": report.pk})
    analytic(node)


def analytic(node: Node) -> None:
    """A school's year that was confirmed and frozen, and one that is being written; of a body, the second alone."""
    now, common = timezone.now(), {"organization_id": node.id, "created_at": timezone.now()}
    words = {"conclusions": f"Вывод {node.inner}"}
    node.rows["analytic"] = AnalyticReport.objects.create(school_year=2021, words=words, **common).pk
    if node.kind != "school":
        return
    who = node.curator.person_id
    row = AnalyticReport.objects.create(
        school_year=2020, words=words, state="confirmed", confirmed_by_id=who, confirmed_at=now, **common
    )
    lines = {"units": {"value": 1, "kind": "unit", "ids": [node.rows["unit"]]}}
    year = {"lines": lines, "tables": {}}
    figures = {"version": 1, "now": year, "before": year, "frozen": False, "until": "2021-08-31", "names": {}}
    AnalyticSnapshot.objects.create(
        report=row, number=1, figures=figures, words=words, counted_at=now, taken_at=now, taken_by_id=who
    )
    node.rows["analytic_confirmed"] = row.pk

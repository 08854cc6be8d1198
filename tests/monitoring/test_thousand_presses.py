"""A thousand people press twice at once, over real connections: each press has its effect exactly once."""

import datetime
import random
from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from accounts import clock
from accounts.models import AuditEvent, Membership, Person
from accounts.permissions import actor_of
from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from monitoring import survey_secrets
from monitoring.models import Answer, PeriodReport, ReportSnapshot, Response, SurveyInvitation
from monitoring.services import answering, months, reports
from tests.engine.kit import at_once
from tests.monitoring.district import make_district, setting
from tests.world import World

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]
THOUSAND, THREADS = 1_000, 64
RAW = {"useful": "8", "satisfied": "yes", "words": "хорошо"}
CLOSING = datetime.datetime(2022, 10, 25, 9, tzinfo=datetime.UTC)


def twice_at_once(work: Callable[[int], object], keys: Iterable[int]) -> Counter[object]:
    """Every key is pressed twice, in any order, by 64 threads that take the next press as they come free."""
    presses = [key for key in keys for _press in range(2)]
    random.Random(7).shuffle(presses)
    done: Counter[object] = Counter()

    def run() -> None:
        while presses:
            try:
                key = presses.pop()
            except IndexError:
                return
            done[work(key)] += 1

    at_once(THREADS, run)
    return done


def test_a_thousand_doubled_answers_are_a_thousand(world: World) -> None:
    school = world.a11
    with tenant_scope(world.region_a):
        pattern = SurveyInvitation.objects.get(pk=school.rows["survey_of_pupil"])
        before = Response.objects.filter(campaign_id=pattern.campaign_id).count()
        people = Person.objects.bulk_create(
            Person(last_name=f"Ответов{number}", first_name="Иван") for number in range(THOUSAND)
        )
        rows = [_invited(pattern, person) for person in people]
        ids = [row.pk for row in rows]

    def press(pk: int) -> object:
        token = survey_secrets.token_of(world.region_a, pk)
        with tenant_scope(world.region_a):
            invitation = answering.by_token(world.region_a, token)
            return dict(answering.submit(invitation=invitation, token=token, raw=RAW)) or "kept"

    assert twice_at_once(press, ids) == {"kept": 2 * THOUSAND}
    with tenant_scope(world.region_a):
        given = Response.objects.filter(campaign_id=pattern.campaign_id)
        assert given.count() == before + THOUSAND
        assert Answer.objects.filter(response__in=given, question="useful").count() == before + THOUSAND


def _invited(pattern: SurveyInvitation, person: Person) -> SurveyInvitation:
    row = SurveyInvitation.objects.create(
        organization_id=pattern.organization_id, campaign_id=pattern.campaign_id, person=person, role=pattern.role,
        track="staff", form=pattern.form, version_id=pattern.version_id, token_hash=f"{person.pk}".zfill(64),
        created_at=pattern.created_at,
    )  # fmt: skip
    row.token_hash = survey_secrets.token_hash(row.region_id, survey_secrets.token_of(row.region_id, row.pk))
    row.save(update_fields=["token_hash"])
    return row


def test_a_thousand_doubled_confirmations_are_a_thousand() -> None:
    names = [f"{number}" for number in range(THOUSAND)]
    district = make_district("thousand", names, {"periodic.monthly_report_day": setting(25)})
    with clock.moved_to(CLOSING), district.scope():
        months.open_region(district.region)
        sent = PeriodReport.objects.filter(kind="monthly", organization_id__in=district.schools.values())
        reports_of = dict(sent.filter(period="2022-10-01").values_list("organization_id", "pk"))
        senders = {
            row.organization_id: row.pk
            for row in Membership.objects.filter(organization_id__in=reports_of, role="curator")
        }
    assert len(reports_of) == THOUSAND

    def press(school: int) -> object:
        with clock.moved_to(CLOSING), district.scope():
            rows = Membership.objects.select_related("person", "organization", "organization__region", "region")
            actor = actor_of(rows.get(pk=senders[school]))
            try:
                return reports.confirm(actor=actor, report=PeriodReport.objects.get(pk=reports_of[school])).state
            except Refusal as refusal:
                return refusal.code

    done = twice_at_once(press, reports_of)
    assert done["confirmed"] == THOUSAND and sum(done.values()) == 2 * THOUSAND and len(done) == 2, done
    with district.scope():
        assert ReportSnapshot.objects.filter(report__in=reports_of.values()).count() == THOUSAND
        told = AuditEvent.objects.filter(verb="periodreport.confirm", organization_id__in=reports_of)
        assert told.count() == THOUSAND

"""Every list costs the same number of queries for one row and for thirty, and the number stands here.

A number that grows is a decision: write the new one down together with what it buys.
"""

import datetime
from collections.abc import Callable
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import ApiToken, Organization, OrganizationGrant
from accounts.permissions import grant_permission
from accounts.tenancy import tenant_scope
from programs import models as p
from programs.models import Consent
from reports.models import Document
from tests import factories as f
from tests.support.people import signed_in_client
from tests.world import World

from .access_matrix import MATRIX

pytestmark = pytest.mark.django_db
_numbers = count(500)


def _registered(world: World, node: str, state: str = "registered") -> None:
    place = world.nodes[node]
    order = f.OrderFactory(
        organization_id=place.id, drafted_by_id=place.curator.person_id, state=state, number=f"{next(_numbers)}",
        dated=clock.now().date(), signed_at=clock.now(), signed_by_id=place.head.person_id, content={},
        content_hash="0", registered_at=clock.now(), published_at=clock.now() if state == "published" else None,
    )  # fmt: skip
    Document.objects.create(
        kind="order", organization_id=place.id, order=order, template_version="1", content={}, content_hash="0",
        issued_at=clock.now(),
        file=f.StoredFileFactory(organization_id=place.id),
    )  # fmt: skip


def _granted(world: World) -> None:
    today = clock.now().date()
    OrganizationGrant.objects.create(
        user=f.PersonFactory(user=f.UserFactory()).user, permission=grant_permission(Organization, "view_organization"),
        content_object_id=world.a11.id, valid_from=today, valid_to=today, reason="Экспертиза",
        granted_by_id=world.a11.head.person_id,
    )  # fmt: skip


def _connected(world: World) -> None:
    now = clock.now()
    ApiToken.objects.create(
        name="Журнал", organization_id=world.a11.id, membership_id=world.a11.curator.membership_id,
        scopes=["banks:read"], secret_hash=f"{ApiToken.objects.count()}", created_at=now,
        expires_at=now + datetime.timedelta(days=30),
    )  # fmt: skip


def _contact(world: World) -> None:
    school = f.SchoolFactory(parent=Organization.objects.get(pk=world.a10.id))
    f.MembershipFactory(role="curator", organization=school)


def _paper(world: World) -> dict:
    return {"organization_id": world.a11.id, "unit_id": world.a11.rows["unit"]}


def _application(world: World) -> None:
    day = clock.now().date()
    p.Application.objects.create(
        kind="release", text="Прошу", author=f.PersonFactory(), filed_on=day, answer_until=day, **_paper(world)
    )


def _agreement(world: World) -> None:
    day = clock.now().date()
    p.MentoringAgreement.objects.create(
        person=f.PersonFactory(), duties="Дело", form_of_work="в школе", starts=day, ends=day, pay_terms="п. 1",
        offered_on=day, **_paper(world),
    )  # fmt: skip


def _payment(world: World) -> None:
    day = clock.now().date()
    p.Payment.objects.create(
        organization_id=world.a11.id, person=f.PersonFactory(), kind="stimulating", amount=1, starts=day, ends=day,
        basis="pay_statute", basis_dated=day, basis_clause="п. 1", written_by_id=world.a11.curator.person_id,
        written_at=clock.now(),
    )  # fmt: skip


def _minutes(world: World) -> None:
    signed = p.CouncilMinutes.objects.get(pk=world.a11.rows["minutes_signed"])
    p.CouncilMinutes.objects.create(
        council_id=signed.council_id, held_on=signed.held_on, agenda="Повестка", created_at=clock.now()
    )
    p.CouncilDecision.objects.create(
        minutes=signed, position=signed.decisions.count() + 1, text="Решение", executor=f.PersonFactory()
    )
    p.CouncilCase.objects.create(
        organization_id=world.a11.id, kind="consultation", author=f.PersonFactory(), text="Вопрос",
        filed_on=signed.held_on,
    )  # fmt: skip


# address → who asks, what one more row is, how many queries the page costs
Add = Callable[[World], object]
LISTS: dict[str, tuple[str, Add, int]] = {
    "order_list": ("a11.head", lambda w: f.OrderFactory(
        organization_id=w.a11.id, drafted_by_id=w.a11.curator.person_id), 17),
    "order_requisites": ("a10.coordinator", lambda w: _registered(w, "A11"), 17),
    "organization_list": ("a00.region_operator", lambda w: f.SchoolFactory(), 20),
    "person_list": ("a11.curator", lambda w: f.EmploymentFactory(organization_id=w.a11.id), 19),
    "contact_list": ("a10.coordinator", _contact, 22),
    "connection_list": ("a11.head", _connected, 15),
    "grant_list": ("a11.head", _granted, 20),  # one for each kind of thing that is opened
    "audit_journal": ("a11.head", lambda w: f.AuditEventFactory(
        organization_id=w.a11.id, person_id=w.a11.curator.person_id), 19),
    "undelivered_list": ("a11.head", lambda w: f.OutboxMessageFactory(
        organization_id=w.a11.id, gave_up_at=clock.now()), 16),
    "deadline_list": ("a11.curator", lambda w: f.DeadlineFactory(organization_id=w.a11.id), 17),
    "notice_list": ("a11.mentor", lambda w: f.NoticeFactory(person_id=w.a11.mentor.person_id), 13),
    "home": ("a11.curator", lambda w: f.DeadlineFactory(organization_id=w.a11.id), 100),
    "regulation": ("a11.curator", lambda w: f.RegulationFactory(organization_id=w.a11.id), 17),
    "import_new": ("a11.curator", lambda w: f.ImportBatchFactory(
        organization_id=w.a11.id, membership_id=w.a11.curator.membership_id), 15),
    "figures": ("a10.coordinator", lambda w: f.SchoolFactory(parent=Organization.objects.get(pk=w.a10.id)), 19),
    "application_list": ("a11.head", lambda w: _application(w), 16),
    "agreement_list": ("a11.head", lambda w: _agreement(w), 16),
    "payment_list": ("a11.curator", lambda w: _payment(w), 17),
    "room_list": ("a11.curator", lambda w: p.Room.objects.create(
        organization_id=w.a11.id, name=f"Кабинет {next(_numbers)}", added_at=clock.now()), 19),
    "council": ("a11.council_chair", lambda w: _minutes(w), 22),
    "consents_awaited": ("a11.curator", lambda w: Consent.objects.create(
        organization_id=w.a11.id, person=f.PersonFactory(), kind="pdn_processing", text_version="1", text="x",
        created_at=clock.now()), 18),
    "public_section": ("", lambda w: _registered(w, "A11", "published"), 15),  # useful pages among them
}  # fmt: skip
# Pages without an object that are no lists of rows.
NO_LISTS = {
    "connection_create", "api_schema", "oidc_callback",
    "survey_enter", "survey_fill", "campaign_new", "shipped_preview",
    "choose_role", "help", "help_guide", "no_role", "healthz", "readyz", "demo", "enter", "organization_create",
    "person_create", "order_new", "code_app_remove",
    "regulation_new", "regulation_compare", "enter_region", "invitation", "enter_by_link", "verify", "public_document",
    "public_act",
    "application_new", "payment_new", "council_new", "minutes_new", "case_new",
    "roadmap_import", "event_new", "course_new", "project_new", "school_program_new", "appeal_new",
    "mentor_new", "mentee_new", "unit_new", "matching_model", "meeting_new", "proposal_new", "import_sample",
    "partnership_new", "pair_proposal_new", "calendar", "calendar_feed", "week_hours",
    "route_new", "diagnosis_import", "resource_new",
    "template_shipped",
    "wording_list", "wording_edit", "award_print", "local_act_new",
    "measure_load", "stat_export", "indicator_list",
    "practice_new", "material_new", "nomination_new", "community_new", "question_new",
    "section_words", "publication_new", "accessibility", "public_publication",
}  # fmt: skip
# Their numbers stand beside their own rows.
COUNTED_ELSEWHERE = {
    **dict.fromkeys(
        [
            "mentor_list",
            "mentee_list",
            "mentees_alone",
            "unit_list",
            "unit_order",
            "unit_mine",
            "consent_list",
        ],
        "tests/programs/test_pairs_pages.py",
    ),
    **dict.fromkeys(
        ["roadmap", "roadmap_below", "event_list", "project_list", "school_program_list", "appeal_list"],
        "tests/programs/test_life_pages.py",
    ),
    **dict.fromkeys(["course_list", "course_passed"], "tests/programs/test_course_pages.py"),
    "search": "tests/accounts/test_finding.py",
    "order_of_kind": "tests/programs/test_orders_of_every_kind.py",
    **dict.fromkeys(["program_list", "template_list"], "tests/programs/test_program_pages.py"),
    **dict.fromkeys(["matching", "deficit_map", "deficit_board"], "tests/programs/test_matching_pages.py"),
    **dict.fromkeys(
        [
            "request_list",
            "proposal_list",
            "my_cards",
            "bank_base",
            "mentors_export",
            "mentees_export",
            "mentors_several",
        ],
        "tests/programs/test_bank_lists.py",
    ),
    "person_twins": "tests/programs/test_joins.py",
    "staff_export": "tests/programs/test_registry.py",
    "tutor_board": "tests/programs/test_tutors.py",
    "pair_proposal_list": "tests/programs/test_pair_proposals.py",
    "new_year": "tests/programs/test_new_year.py",
    "council_register": "tests/programs/test_councils.py",
    **dict.fromkeys(["match_above", "partnership_list", "loan_base", "loan_list"], "tests/programs/test_partners.py"),
    **dict.fromkeys(
        ["route_list", "diagnosis_list", "diagnosis_board", "diagnosis_self", "resource_list"],
        "tests/programs/test_growth_pages.py",
    ),
    **dict.fromkeys(
        ["order_control", "order_pack", "visa_route", "local_acts", "local_acts_export", "legal_acts"],
        "tests/programs/test_order_life.py",
    ),
    "report_list": "tests/monitoring/test_figures.py",
    **dict.fromkeys(["panel", "panel_table", "country_panel"], "tests/monitoring/test_panel_pages.py"),
    "municipality_board": "tests/monitoring/test_board.py",
    **dict.fromkeys(["period_board", "year_calendar", "year_term"], "tests/monitoring/test_year_terms.py"),
    "analytic_list": "tests/reports/test_analytic.py",
    **dict.fromkeys(
        ["public_mentors", "public_news", "public_practices", "public_feed", "section_desk"],
        "tests/reports/test_public_pages.py",
    ),
    "community_list": "tests/programs/test_community_pages.py",
    **dict.fromkeys(["stage_list", "stage_table"], "tests/monitoring/test_stages.py"),
    **dict.fromkeys(["practice_list", "material_list"], "tests/reports/test_practices.py"),
    "award_list": "tests/reports/test_awards.py",
    **dict.fromkeys(
        ["nomination_list", "nomination_export", "award_catalogue", "contest_list"],
        "tests/reports/test_nomination_pages.py",
    ),
    **dict.fromkeys(
        ["impact", "impact_kinds", "impact_records", "impact_export", "measure_list", "measure_sheet", "measure_mine"],
        "tests/monitoring/test_measure_tables.py",
    ),
    **dict.fromkeys(["campaign_list", "questionnaire_list"], "tests/monitoring/test_campaign_pages.py"),
}


def test_every_list_has_a_number() -> None:
    """Catches a new list whose queries nobody counts."""
    lists = {name for name, rows in MATRIX.items() if rows[0].get and (not rows[0].object or rows[0].door == "public")}
    assert lists - NO_LISTS - COUNTED_ELSEWHERE.keys() == set(LISTS)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_thirty_rows_cost_what_one_costs(world: World, name: str) -> None:
    """Catches a query per row."""
    who, add, number = LISTS[name]
    member = world.nodes[who[:3].upper()][who[4:]] if who else None
    client = signed_in_client(member)
    address = reverse(name, kwargs={"region_code": "region-a", "slug": "a11"} if name == "public_section" else {})
    costs = []
    for more in (1, 29):
        with tenant_scope(world.region_a):
            for _ in range(more):
                add(world)
        client.get(address)  # whatever a process reads once
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        costs.append(len([query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert costs == [number, number]

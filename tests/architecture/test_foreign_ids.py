"""Ids of other schools and regions inside the bodies of forms: refused like ids of nothing, without a change or a word.

Built from the forms themselves: a form that chooses among rows and has no page here fails the first test.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django import forms
from django.urls import reverse

import monitoring.forms
import monitoring.results_forms
import monitoring.survey_forms
import programs.forms
import reports.forms
import reports.recognition_forms
from accounts.models import AuditEvent, Person
from accounts.tenancy import tenant_scope
from monitoring.models import QuestionnaireVersion
from programs.forms import (
    appeals,
    banks,
    communities,
    councils,
    events,
    meetings,
    order_life,
    order_steps,
    orders,
    pair_proposals,
    papers,
    projects,
    routes,
)
from programs.models import (
    Council,
    CouncilSeat,
    DutyRelease,
    LegalAct,
    MentorEntry,
    MentorReplacement,
    PlanActivity,
    Roadmap,
    Unit,
)
from tests.support.people import signed_in_client
from tests.world import Node, World


@dataclass(frozen=True)
class Page:
    """Where a form is filled in: by whom, at which address, under which name it stands in the page's context."""

    role: str
    route: str
    object: str = ""
    name: str = "form"
    node: str = "a11"


PAGES: dict[type[forms.BaseForm], Page] = {
    orders.OrderForm: Page("curator", "order_edit", "orders.draft"),
    orders.ClauseForm: Page("curator", "order_edit", "orders.draft", "clauses"),
    orders.NewStatuteOrderForm: Page("curator", "order_new"),
    order_steps.AcknowledgersForm: Page("curator", "order_acknowledgers", "orders.registered"),
    order_steps.PaperAcknowledgementForm: Page("curator", "order_acknowledged_on_paper", "orders.registered"),
    order_life.VisaStepForm: Page("head", "visa_route"),
    banks.MentorForm: Page("curator", "mentor_new"),
    banks.MenteeForm: Page("curator", "mentee_new"),
    banks.RequestForm: Page("curator", "request_edit", "rows.mentee_alone"),
    banks.UnitForm: Page("curator", "unit_new"),
    pair_proposals.PairProposalForm: Page("council_member", "pair_proposal_new"),
    routes.TutorChoiceForm: Page("coordinator", "tutor_attach", "rows.route", node="a10"),
    meetings.MeetingForm: Page("mentor", "meeting_record", "rows.unit"),
    projects.NewProjectForm: Page("mentor", "project_new"),
    appeals.AskAboveForm: Page("curator", "question_new"),
    communities.CommunityForm: Page("curator", "community_new"),
    events.EventForm: Page("curator", "event_new"),
    papers.NewMentorForm: Page("curator", "unit_new_mentor", "rows.unit"),
    papers.ReleaseForm: Page("curator", "release_new", "rows.unit"),
    papers.SubstituteForm: Page("curator", "release_detail", "rows.release"),
    papers.AccessForm: Page("mentor", "access_new", "rows.unit"),
    papers.HelperForm: Page("mentor", "helper_new", "rows.unit"),
    papers.PaymentForm: Page("curator", "payment_new"),
    councils.CouncilForm: Page("curator", "council_new"),
    councils.MinutesForm: Page("council_chair", "minutes_edit", "rows.minutes"),
    councils.DecisionForm: Page("council_chair", "minutes_edit", "rows.minutes", "lines"),
    reports.forms.PublicationForm: Page("curator", "publication_edit", "rows.publication"),
    reports.forms.FromProgramForm: Page("curator", "practice_new"),
    reports.recognition_forms.PresentForm: Page("curator", "nomination_present", "rows.nomination_given"),
    monitoring.survey_forms.NewCampaignForm: Page("curator", "campaign_new"),
    monitoring.results_forms.CriteriaForm: Page("curator", "campaign_criteria", "rows.campaign_closed"),
    monitoring.results_forms.DifficultyForm: Page("curator", "campaign_difficulties", "rows.campaign_closed"),
}
# Ids that travel in a hidden line of text, with the kind of clause that reads them; and whole bodies of ids.
HIDDEN = {
    "units": (Unit, "pair_assignment"), "roadmap": (Roadmap, "roadmap_approval"),
    "replacement": (MentorReplacement, "pair_change"), "release": (DutyRelease, "duty_release"),
    "council": (Council, "council_creation"),
}  # fmt: skip
BODIES = {"unit_order": ("unit", Unit), "mentors_approve": ("entry", MentorEntry)}


# Through what a row that names no organization is a school's.
WHOSE = {
    PlanActivity: "program__organization_id",
    CouncilSeat: "council__organization_id",
    QuestionnaireVersion: "questionnaire__organization_id",
}


def _forms() -> Iterator[type[forms.BaseForm]]:
    modules = [monitoring.forms, monitoring.results_forms, monitoring.survey_forms, reports.forms]
    modules.append(reports.recognition_forms)
    modules += [
        importlib.import_module(f"programs.forms.{m.name}") for m in pkgutil.iter_modules(programs.forms.__path__)
    ]
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, forms.BaseForm) and value.__module__ == module.__name__:
                yield value


def _chosen(form: type[forms.BaseForm]) -> list[str]:
    return [name for name, field in form.base_fields.items() if isinstance(field, forms.ModelChoiceField)]


CASES = [(form, name) for form in _forms() for name in _chosen(form)]
# Pressed on a page of many presses: its own test asks with a foreign id.
ASKED_ELSEWHERE = {
    orders.LiaisonForm: "tests/programs/test_orders_of_every_kind.py",
    reports.recognition_forms.DecisionChoiceForm: "tests/reports/test_nomination_pages.py",
}
CASES += [(orders.ClauseForm, name) for name in HIDDEN]


def test_every_form_that_chooses_among_rows_has_a_page() -> None:
    assert {form for form, _name in CASES} == set(PAGES) | set(ASKED_ELSEWHERE)


def _foreign(model: Any, node: Node) -> list[int]:
    """Ids of rows of the model that are another node's."""
    with tenant_scope(node.region_id):
        if model is Person:
            return [member.person_id for member in node.members.values()]
        if model is LegalAct:
            other, _made = LegalAct.objects.get_or_create(
                code=f"of-{node.code.lower()}", level="regional", region_code="elsewhere", title=node.marker,
                instrumental=node.marker, issued_on="2020-01-01", number="1", effective_from="2020-01-01",
            )  # fmt: skip
            return [other.pk]
        where = {WHOSE.get(model, "organization_id"): node.id}
        return list(model.objects.filter(**where).values_list("pk", flat=True))[:3]


def _values(form: Any) -> dict[str, Any]:
    """What the page would send, every choice that must be made taken."""
    data: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if isinstance(bound.field, forms.ModelChoiceField):
            rows = bound.field.queryset
            many = isinstance(bound.field, forms.ModelMultipleChoiceField)
            value = [row.pk for row in rows[:1]] if many else value or getattr(rows.first(), "pk", "")
        elif isinstance(bound.field, forms.ChoiceField) and not value and bound.field.required:
            value = bound.field.choices[0][0]
        elif bound.field.required and not value:
            value = "Слова"
        data[bound.html_name] = getattr(value, "pk", value) if value is not None else ""
    return data


def _address(world: World, page: Page) -> str:
    if not page.object:
        return reverse(page.route)
    group, key = page.object.split(".")
    return reverse(page.route, args=[getattr(world.a11, group)[key]])


def _events(world: World) -> list[int]:
    counts = []
    for region in (world.region_a, world.region_b):
        with tenant_scope(region):
            counts.append(AuditEvent.objects.count())
    return counts


def _body(world: World, page: Page, client: Any) -> tuple[dict[str, Any], str]:
    """The page's own valid body and the prefix of the form's names in it."""
    context = client.get(_address(world, page)).context
    with tenant_scope(world.region_a):
        data = _values(context["form"])
        formset = context.get("clauses") or context.get("lines")
        if formset is None:
            return data, ""
        for form in (formset.management_form, *formset.forms):
            data |= _values(form)
    return data, f"{formset.forms[0].prefix}-" if page.name != "form" else ""


HERE = [(form, field) for form, field in CASES if form in PAGES]


@pytest.mark.parametrize(("form", "field"), HERE, ids=[f"{form.__name__}.{field}" for form, field in HERE])
def test_an_id_of_another_school_or_region_is_an_id_of_nothing(
    world: World, form: type[forms.BaseForm], field: str
) -> None:
    page = PAGES[form]
    client = signed_in_client(getattr(world, page.node)[page.role])
    data, prefix = _body(world, page, client)
    for node in (world.a12, world.b11):
        if field in HIDDEN:
            model, kind = HIDDEN[field]
            data[f"{prefix}kind"] = kind
        else:
            with tenant_scope(world.region_a):
                model = client.get(_address(world, page)).context[page.name]
                model = (model.forms[0] if page.name != "form" else model).fields[field].queryset.model
        ids = _foreign(model, node)
        assert ids, (model, node.code)
        before = _events(world)
        answer = client.post(_address(world, page), data | {f"{prefix}{field}": ids[:1]})
        assert answer.status_code == 422, (node.code, answer.status_code)
        assert _events(world) == before
        text = answer.content.decode()
        assert not [word for word in node.secrets if word in text], node.code


@pytest.mark.parametrize("route", BODIES)
def test_a_body_of_foreign_ids_does_nothing(world: World, route: str) -> None:
    name, model = BODIES[route]
    who = "curator" if route == "unit_order" else "head"
    client = signed_in_client(world.a11[who])
    for node in (world.a12, world.b11):
        before = _events(world)
        answer = client.post(reverse(route), {name: _foreign(model, node)}, follow=True)
        assert _events(world) == before
        text = answer.content.decode()
        assert not [word for word in node.secrets if word in text], node.code

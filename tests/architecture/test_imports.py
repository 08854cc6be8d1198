"""What import-linter's contracts cannot say: literal lists of who touches what. The layers are in pyproject.toml."""

import ast
import tomllib

import pytest

from .source import app_files, importers, imports, text, tree

# A library that stands at an edge, and the only files that may import it.
EDGES = {
    "weasyprint": {"reports/pdf.py"},
    "celery": {
        "mentoring/celery.py",
        "mentoring/settings.py",
        "accounts/tasks.py",
        "programs/tasks.py",
        "monitoring/tasks.py",
        "reports/tasks.py",
    },
    "pytrovich": {"accounts/grammar/names.py"},
    "pymorphy3": {"accounts/grammar/morphology.py", "accounts/grammar/positions.py"},
    "segno": {"accounts/qr.py"},
    "smtplib": {"accounts/mail.py"},
    "subprocess": set(),
    "pickle": set(),
}


@pytest.mark.parametrize("library", sorted(EDGES))
def test_a_library_stays_at_its_edge(library: str) -> None:
    """Catches a second file that prints, sends or queues by itself."""
    assert importers(library) == EDGES[library]


def test_rights_are_asked_in_one_place() -> None:
    """Catches ``has_perm`` and guardian's shortcuts outside permissions: guardian knows no end of a grant."""
    words = ("has_perm", "get_objects_for_user", "get_perms", "assign_perm", "remove_perm")
    found = {
        name
        for name in app_files()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Attribute | ast.Name) and getattr(node, "attr", getattr(node, "id", "")) in words
    }
    assert found == {"accounts/permissions.py"}


def test_reports_take_only_the_store_of_files_from_the_services_below() -> None:
    """Catches a report that changes what it shows."""
    taken = {
        what.split(".")[2]
        for name in app_files()
        if name.startswith("reports/")
        for what in imports(name)
        if what.startswith(("accounts.services.", "programs.services.", "monitoring.services."))
    }
    assert taken == {"files", "regions"}


def test_the_plain_manager_is_used_where_it_is_explained() -> None:
    """Catches ``everything`` as a way round the filter: it is for logins before a region is chosen."""
    found = {
        name
        for name in app_files()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Attribute) and node.attr == "everything"
    }
    assert found == {"accounts/permissions.py"}


def test_scopes_are_opened_where_work_begins() -> None:
    """Catches a scope opened in the middle of things, where it would commit on its own or hide a missing one."""
    found = {name for name in importers("accounts.tenancy") if "tenant_scope(" in text(name)}
    assert found == OPENS_SCOPES


OPENS_SCOPES = {
    "accounts/permissions.py",
    # a token names its region; then as permissions do
    "mentoring/api/entrance.py",
    # a login's roles in all its regions, to choose from
    "accounts/queries/memberships.py",
    # a login's second factor stands in the journal of each of its regions
    "accounts/services/factors.py",
    # a provider names the region in which it gives roles
    "accounts/services/claimed_roles.py",
    # public pages open the scope that their address names
    "accounts/views/shared.py", "reports/views/public.py", "reports/views/public_section.py",
    # commands, and work over all regions
    "accounts/management/commands/create_operator.py", "accounts/management/commands/invite_head.py",
    "accounts/services/setup.py", "programs/management/commands/load_demo.py",
    "accounts/services/deadlines.py", "accounts/services/delivery.py", "accounts/services/housekeeping.py",
    "accounts/services/seal.py", "programs/services/daily.py", "programs/services/import_work.py",
    "monitoring/services/campaign_days.py", "monitoring/services/impact_counts.py",
    "monitoring/services/months.py", "reports/tasks.py",
    "reports/services/analytic_work.py",
    "programs/management/commands/scenario.py", "programs/management/commands/match.py",
    "programs/services/matching.py",
    "accounts/services/digests.py", "monitoring/services/calendar.py", "monitoring/services/quarters.py",
    "monitoring/services/panel_letters.py", "monitoring/services/panels.py", "monitoring/services/reopened.py",
    "monitoring/services/summaries.py",
}  # fmt: skip


NOW = {"timezone", "datetime", "datetime.datetime", "datetime.date", "date", "dt.date", "dt.datetime"}
# The queue keeps the machine's own time: a demo moved to next year must not wait a year for its letters.
# A sign-in has the machine's time too, and the proof of the day is held against it.
ASKS_THE_MACHINE = {"accounts/clock.py", "accounts/outbox.py", "programs/views/signing.py"}


def test_now_is_asked_of_the_clock() -> None:
    """Catches ``timezone.now()`` and ``date.today()``: the demo's and the tests' clock would not move them."""
    found = {
        name
        for name in app_files()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "today", "utcnow"}
        and ast.unparse(node.value) in NOW
    }
    assert found == ASKS_THE_MACHINE


def test_the_contracts_forgive_nothing() -> None:
    """Catches an import contract with an exception."""
    contracts = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]
    assert "ignore_imports" not in str(contracts)
    assert {contract["type"] for contract in contracts["contracts"]} == {"layers", "forbidden"}
    inside = [contract for contract in contracts["contracts"] if contract.get("containers")]
    assert {contract["containers"][0] for contract in inside} == {"accounts", "programs", "monitoring", "reports"}
    assert all(contract["exhaustive"] for contract in inside)

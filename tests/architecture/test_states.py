"""One module assigns a state; one signal tells of it; nobody else listens in secret."""

import ast

import pytest
from django.apps import apps
from django.db import models
from django.db.models.signals import post_delete, post_init, post_save, pre_delete, pre_save

from accounts.tenancy import TenantModel, tenant_models
from programs.transitions import TRANSITIONS
from programs.workflow import transitioned

from .source import APPS, app_files, importers, text, tree

WORKFLOW = "programs/workflow.py"
RECEIVERS = {
    "reports.receivers.issue_the_document_of_a_registered_order",
    "reports.receivers.take_down_what_names_the_person",
}


def _writes_state(node: ast.AST) -> bool:
    """``x.state = …``, ``update(state=…)``, ``setattr(x, "state", …)``, ``bulk_update(…, ["state"])``."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        parts = [part for target in targets for part in ast.walk(target)]
        return any(isinstance(part, ast.Attribute) and part.attr == "state" for part in parts)
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    words = [part.value for argument in node.args for part in ast.walk(argument) if isinstance(part, ast.Constant)]
    if name in {"update", "aupdate", "update_or_create"}:
        return any(keyword.arg == "state" for keyword in node.keywords)
    return name in {"setattr", "bulk_update"} and "state" in words


def test_only_the_workflow_assigns_a_state() -> None:
    """Catches a state changed past the lock, the guards, the audit and the signal."""
    found = {name for name in app_files() for node in ast.walk(tree(name)) if _writes_state(node)}
    assert found == {WORKFLOW}


@pytest.mark.parametrize(
    "line",
    ["order.state = 'x'", "a, order.state = 1, 2", "Order.objects.update(state='x')", "setattr(order, 'state', 'x')",
     "Order.objects.bulk_update(rows, ['state'])", "order.state += 'x'"],
)  # fmt: skip
def test_the_search_for_writes_finds_them(line: str) -> None:
    """Catches a search that has gone blind."""
    assert any(_writes_state(node) for node in ast.walk(ast.parse(line)))


def test_the_table_names_every_state_and_leads_to_it() -> None:
    """Catches a state that no verb reaches or leaves the table, and a source or target that is no state."""
    for model, verbs in TRANSITIONS.items():
        states = set(model.State.values)
        targets = {rule.target for rule in verbs.values()}
        named = targets | {source for rule in verbs.values() for source in rule.sources}
        first = model._meta.get_field("state").default
        assert named <= states
        assert states - targets - {first} <= UNREACHED.get(model._meta.label, set())


# States that the field has and no verb leads to yet.
UNREACHED = {
    "programs.Order": {"cancelled"},
}


TESTS_OF_VERBS = ("tests/programs/", "tests/monitoring/", "tests/e2e/", "tests/reports/")


def test_every_transition_is_taken_by_some_test() -> None:
    """Catches a new verb that no test takes: its name must occur in a test of an app or in a journey."""
    from .source import files

    tests = [name for name in files() if name.startswith(TESTS_OF_VERBS)]
    words = "\n".join(text(name) for name in tests if name.endswith(".py"))
    verbs = {verb for verbs in TRANSITIONS.values() for verb in verbs}
    assert {verb for verb in verbs if verb not in words} <= NOT_TAKEN_YET


NOT_TAKEN_YET: set[str] = set()


def test_one_signal_and_its_receivers_are_a_literal_list() -> None:
    """Catches a business effect that hangs on a signal out of sight."""
    live = {receiver() for _, receiver, *_ in transitioned.receivers}
    assert {f"{receiver.__module__}.{receiver.__name__}" for receiver in live if receiver} == RECEIVERS
    signals = {
        name
        for name in app_files()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Signal"
    }
    assert signals == {WORKFLOW}
    listens = {name for name in importers("django.dispatch") if "receiver" in text(name)} - {WORKFLOW}
    assert {name.rsplit("/", 1)[-1] for name in listens} <= {"receivers.py"}


def test_nothing_of_ours_listens_to_rows() -> None:
    """Catches a post_save: an effect that nobody who reads the service can see, and that bulk_create forgets."""
    for signal in (pre_save, post_save, pre_delete, post_delete, post_init):
        heard = [
            entry[1]() if hasattr(entry[1], "__self__") or callable(entry[1]) else None for entry in signal.receivers
        ]
        ours = [receiver for receiver in heard if receiver and receiver.__module__.split(".")[0] in APPS]
        assert ours == []


def test_no_key_of_a_tenant_model_is_out_of_the_databases_sight() -> None:
    """Catches a GenericForeignKey and an automatic many-to-many table: neither can have a composite key."""
    for model in apps.get_models():
        if model.__module__.split(".")[0] in APPS and not model.__module__.startswith("accounts.models.user"):
            assert not model._meta.many_to_many, model
            assert not [field for field in model._meta.private_fields if type(field).__name__ == "GenericForeignKey"], (
                model
            )


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model.__name__)
def test_a_unique_rule_of_a_tenant_begins_with_its_region(model: type[TenantModel]) -> None:
    """Catches a uniqueness over all regions: it would tell one tenant what another holds."""
    for rule in model._meta.total_unique_constraints:
        assert "region" in rule.fields, rule.name
    unique = [field for field in model._meta.local_fields if field.unique and not field.primary_key]
    # One-to-one keys point inside the region by their composite twin.
    assert [field for field in unique if not isinstance(field, models.OneToOneField)] == []

"""Tables of people step by step: the file, its columns, its rows, what came of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock
from accounts.models import OrganizationKind
from accounts.permissions import get_visible, requires
from accounts.refusal import Refusal
from accounts.services import files

from ..forms.imports import UploadForm, chosen_columns, corrections
from ..import_words import FIELDS, HOW, KIND_FIELDS, NO_PERSON, SKIPS
from ..models import ImportBatch, ImportRow
from ..services import import_files, import_preview, import_rows, imports
from ..services import import_invitations as invitations
from ..services.registry_leaving import WHOLE
from . import registry

Stage, Verdict, Kind = ImportBatch.Stage, ImportRow.Verdict, ImportBatch.Kind
PAGE = 50
LISTS = {Kind.MENTORS: "mentor_list", Kind.MENTEES: "mentee_list", Kind.STAFF: "person_list",
         Kind.ORGANIZATIONS: "organization_list", Kind.FIGURES: "figures", Kind.REGISTRY: "person_list"}  # fmt: skip
TABS = {
    "todo": [Verdict.BROKEN, Verdict.ASK, Verdict.DOUBT],
    "doubt": [Verdict.DOUBT],
    "broken": [Verdict.BROKEN, Verdict.ASK],
    "ready": [Verdict.READY],
    "skipped": [Verdict.SKIPPED],
}


@require_http_methods(["GET", "POST"])
@requires()
def import_new(request: HttpRequest) -> HttpResponse:
    """The file or pasted cells; beside them the loads of this organization."""
    kinds = [(kind, label.capitalize()) for kind, label in Kind.choices if imports.may(request.actor, kind)]
    if not kinds:
        raise PermissionDenied
    wanted = request.GET.get("kind", "")
    initial = {"kind": wanted if wanted in dict(kinds) else kinds[0][0]}
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds, initial=initial)
    if request.method == "POST" and form.is_valid():
        content, name = form.content()
        try:
            batch, fresh = imports.upload(
                actor=request.actor, kind=form.cleaned_data["kind"], content=content, name=name
            )
        except Refusal as refusal:
            form.add_error("file", f"{refusal.reason}. {refusal.todo}")
        else:
            if not fresh:
                messages.warning(request, _("Этот файл уже загружали: ничего не изменилось, вот что с ним стало"))
            return redirect("import_detail", batch.pk)
    past = ImportBatch.objects.visible_to(request.actor).select_related("file")[:10]
    above = request.actor.organization.kind != OrganizationKind.SCHOOL
    context = {"form": form, "past": past, "kind": form["kind"].value(), "kinds": kinds, "above": above}
    context["exports"] = request.actor.may("people.manage")
    return render(request, "programs/import_new.html", context, status=422 if request.method == "POST" else 200)


@requires()
def import_sample(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in Kind.values:
        raise Http404
    if not imports.may(request.actor, kind):
        raise PermissionDenied
    above = request.actor.organization.kind != OrganizationKind.SCHOOL
    name = _("Образец: %s.xlsx") % Kind(kind).label
    return _download(import_files.sample(kind, with_organization=above), name)


def _download(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=import_files.XLSX)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    return get_visible(ImportBatch, request.actor, pk, "file", "organization")


@requires()
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The step at which the table stands."""
    batch = _batch(request, pk)
    if batch.works:
        progress = import_preview.progress_of(batch)
        return render(request, "programs/import_work.html", {"progress": progress} | _common(request, batch))
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer.headers["HX-Refresh"] = "true"
        return answer
    if batch.stage == Stage.COLUMNS:
        return redirect("import_columns", pk)
    if batch.kind == Kind.REGISTRY and batch.stage in (Stage.REVIEW, Stage.DONE):
        return registry.report(request, batch, _common(request, batch))
    left = batch.stage == Stage.DONE and request.GET.get("show") in TABS
    if batch.stage == Stage.REVIEW or left:
        return _review(request, batch)
    return render(request, "programs/import_done.html", _result(batch) | _common(request, batch))


def _common(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    return {
        "batch": batch,
        "may_open": imports.may_open(request.actor, batch),
        "back": reverse(LISTS[Kind(batch.kind)]),
        "waits": sum(batch.counts.get(verdict, 0) for verdict in ImportRow.WAITING),
        "loads": sum(batch.counts.get(verdict, 0) for verdict in import_rows.LOADED_NEXT),
    }


@require_http_methods(["GET", "POST"])
@requires()
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is which: known ones are chosen, the others are asked about."""
    batch = _batch(request, pk)
    if request.method == "POST":
        options = {name: request.POST.get(name, "").strip()[:200] for name in ("position", "category", WHOLE)}
        imports.settle_columns(
            actor=request.actor,
            batch=batch,
            fields=chosen_columns(request.POST, batch),
            options=options,
            remember="remember" in request.POST,
        )
        return redirect("import_detail", pk)
    if batch.stage not in (Stage.COLUMNS, Stage.REVIEW):
        return redirect("import_detail", pk)
    choices = [(name, FIELDS[name]) for name in KIND_FIELDS[batch.kind]]
    columns = [
        {
            **column,
            "how_words": HOW[column["how"]],
            "why": SKIPS.get(column["field"], ""),
            "letter": _letter(column["index"]),
            "value": column["field"] if column["field"] in KIND_FIELDS[batch.kind] else "",
        }
        for column in batch.columns
        if column["field"] != "skip.number"
    ]
    known = sum(bool(column["field"]) for column in columns)
    context = {
        "columns": columns,
        "choices": choices,
        "known": known,
        **_asked(batch, columns),
        **_common(request, batch),
    }
    return render(request, "programs/import_columns.html", context)


def _asked(batch: ImportBatch, columns: list[dict[str, Any]]) -> dict[str, Any]:
    """What is asked once for the whole table, because no column tells it."""
    told = {column["field"] for column in columns}
    of_people = batch.kind in import_rows.OF_PEOPLE
    return {
        "position": batch.options.get("position", ""),
        "category": batch.options.get("category", ""),
        "ask_position": of_people and "position" not in told,
        "ask_whole": batch.kind == Kind.REGISTRY,
        "whole": bool(batch.options.get(WHOLE)),
        "ask_category": batch.kind == Kind.MENTEES and "category" not in told,
        "categories": import_preview.CHOICES["category"],
    }


def _letter(index: int) -> str:
    return chr(65 + index) if index < 26 else chr(64 + index // 26) + chr(65 + index % 26)


def _review(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    counts = batch.counts
    numbers = {tab: sum(counts.get(verdict, 0) for verdict in verdicts) for tab, verdicts in TABS.items()}
    tab = request.GET.get("show", "")
    tab = tab if tab in TABS else "todo" if numbers["todo"] else "ready"
    page = Paginator(batch.rows.filter(verdict__in=TABS[tab]).order_by("number"), PAGE).get_page(
        request.GET.get("page")
    )
    rows = list(page.object_list)
    plain = tab in ("ready", "skipped")
    ready = rows if tab == "ready" else list(batch.rows.filter(verdict=Verdict.READY).order_by("number")[:20])
    context = {
        "page": page,
        "tab": tab,
        "tabs": _tabs(numbers, tab),
        "lines": [] if plain else import_preview.lines_of(request.actor, batch, rows),
        "skipped": [(row, row.match.get("twin")) for row in rows] if tab == "skipped" else [],
        "ready": import_preview.outcomes(batch, ready),
        "numbers": numbers,
        "passed": [(NO_PERSON[name], number) for name, number in batch.options.get("passed", {}).items()],
    }
    return render(request, "programs/import_review.html", context | _common(request, batch))


def _tabs(numbers: dict[str, int], current: str) -> list[dict[str, Any]]:
    labels = {"todo": _("Проверить"), "doubt": _("Под вопросом"), "broken": _("Не загрузятся"),
              "ready": _("Готовы"), "skipped": _("Пропущены")}  # fmt: skip
    return [
        {"label": label, "url": f"?show={tab}", "current": tab == current, "count": numbers[tab]}
        for tab, label in labels.items()
        if numbers[tab] or tab == current
    ]


@require_POST
@requires()
def import_rows_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrections of a page of rows; with «load» also the writing of all that is ready."""
    batch = _batch(request, pk)
    fixes, decisions = corrections(request.POST)
    batch = imports.correct(actor=request.actor, batch=batch, fixes=fixes, decisions=decisions)
    if request.POST.get("verb") == "load":
        imports.apply(actor=request.actor, batch=batch)
        return redirect("import_detail", pk)
    messages.success(request, _("Исправления сохранены"))
    show = request.POST.get("show", "")
    return redirect(f"{reverse('import_detail', args=[pk])}?show={show if show in TABS else 'todo'}")


def _result(batch: ImportBatch) -> dict[str, Any]:
    counts = batch.counts
    rows = batch.rows.filter(verdict__in=ImportRow.WAITING).order_by("number")[:20]
    undo_until = batch.applied_at + imports.UNDO if batch.applied_at else None
    return {
        "added": counts.get(Verdict.ADDED, 0),
        "updated": counts.get(Verdict.UPDATED, 0),
        "same": counts.get(Verdict.SAME, 0) + counts.get(Verdict.SKIPPED, 0),
        "kept": counts.get(Verdict.KEPT, 0),
        "waiting": [{"row": row, "reason": import_preview.reasons_of(row)} for row in rows],
        "undo_until": undo_until,
        "may_undo": batch.stage == Stage.DONE and undo_until is not None and clock.now() <= undo_until,
        "invited": invitations.waiting(batch) if batch.kind == Kind.ORGANIZATIONS else 0,
    }


@require_http_methods(["GET", "POST"])
@requires()
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    if request.method == "POST":
        imports.undo(actor=request.actor, batch=batch)
        return redirect("import_detail", pk)
    return render(request, "programs/import_undo.html", _result(batch) | _common(request, batch))


@require_POST
@requires()
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    imports.discard(actor=request.actor, batch=batch)
    messages.success(request, _("Таблица не загружена, ничего не изменилось"))
    return redirect(f"{reverse('import_new')}?kind={batch.kind}")


def _handed_out(request: HttpRequest, pk: int, verb: str) -> ImportBatch:
    batch = _batch(request, pk)
    try:
        imports.hand_out(actor=request.actor, batch=batch, verb=verb)
    except Refusal as refusal:  # a closed door, not a state of the table
        denied = PermissionDenied(verb)
        vars(denied).update(reason=refusal.reason, todo=refusal.todo)
        raise denied from refusal
    return batch


@requires()
def import_waiting(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows that were not loaded, with the reasons."""
    batch = _handed_out(request, pk, "import.export")
    return _download(
        import_files.waiting(batch), _("Не загружены: %s.xlsx") % batch.file.name.rpartition(".")[0] or batch.file.name
    )


@requires()
def import_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it came."""
    batch = _handed_out(request, pk, "import.open")
    answer = HttpResponse(files.open_bytes(batch.file), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = content_disposition_header(True, batch.file.name) or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@requires("invitation.send")
def import_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Heads and curators of the loaded organizations get their invitations."""
    sent = invitations.send(actor=request.actor, batch=_batch(request, pk))
    messages.success(request, _("Отправлено приглашений: %s") % sent)
    return redirect("import_detail", pk)

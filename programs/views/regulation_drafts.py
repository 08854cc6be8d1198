"""The draft of the next version: begun, edited a parameter at a time, thrown away. An order puts it in force."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Actor, requires
from accounts.refusal import Refusal, Stale

from ..forms.regulations import CURRENT, NewRegulationForm, SettingForm, TitleForm
from ..models import Regulation
from ..queries import regulation_versions as one
from ..queries.regulations import Laid, lay
from ..regulation.parameter import Level
from ..regulation.schema import PARAMETERS
from ..services import regulations as service
from .regulations import get_version


def get_own(actor: Actor, pk: int) -> Regulation:
    """A version of the actor's own node: nobody writes for another one. Raises Http404."""
    version = get_version(actor, pk)
    if not actor.signs_for(version.organization_id):
        raise Http404
    return version


@require_http_methods(["GET", "POST"])
@requires("regulation.draft")
def regulation_new(request: HttpRequest) -> HttpResponse:
    """A draft of the next version: a copy of the one in force or a shipped document."""
    actor = request.actor
    form = NewRegulationForm(request.POST or None, actor=actor, current=service.current_version(actor))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["source"] == CURRENT:
            draft = service.draft_from_current(actor=actor, title=data["title"])
        else:
            draft = service.draft_from_preset(
                actor=actor, preset_code=data["source"], title=data["title"], keep_clauses=data["keep_clauses"]
            )
        messages.success(request, _("Черновик редакции готов. В действие его введёт приказ"))
        return redirect("regulation_detail", draft.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/regulation_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@requires("regulation.draft")
def regulation_setting(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One parameter of a draft. What is locked above is shown with who locked it, without a form."""
    actor = request.actor
    version = get_own(actor, pk)
    if code not in PARAMETERS:
        raise Http404
    service.refuse_unless_editable(actor, version)
    laid = lay(version, actor.today)
    row = one.setting_row(laid, code)
    if row.forbidden_by:
        return render(request, "programs/regulation_locked.html", {"version": version, "row": row})
    form = _setting_form(request, laid, row)
    stale, status = None, 200
    if request.method == "POST":
        leave = "leave" in request.POST
        if leave or form.is_valid():
            try:
                service.change_setting(
                    actor=actor,
                    regulation=version,
                    code=code,
                    seen=request.POST.get("seen", ""),
                    raw=None if leave else form.raw(),
                )
            except Stale as refusal:
                stale = refusal
            except Refusal as refusal:
                form.is_valid()
                form.refuse(refusal)
            else:
                messages.success(request, _("«%s»: записано в черновик") % row.entry.label)
                return redirect("regulation_detail", pk)
        status = 409 if stale else 422
    if stale:
        fresh = get_own(actor, pk)
        form.data = request.POST.copy()
        form.data["seen"] = service.mark_of(fresh, code)
    context = {"version": version, "row": row, "form": form, "stale": stale}
    return render(request, "programs/regulation_setting.html", context, status=status)


def _setting_form(request: HttpRequest, laid: Laid, row: one.SettingRow) -> SettingForm:
    return SettingForm(
        request.POST if request.method == "POST" else None,
        entry=row.entry,
        setting=row.setting,
        above=laid.above,
        level=Level(laid.version.organization.level),
        initial={"seen": service.mark_of(laid.version, row.entry.code)},
    )


@require_http_methods(["GET", "POST"])
@requires("regulation.draft")
def regulation_rename(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_own(request.actor, pk)
    service.refuse_unless_editable(request.actor, version)
    form = TitleForm(request.POST or None, initial={"title": version.title})
    if request.method == "POST" and form.is_valid():
        service.rename(actor=request.actor, regulation=version, title=form.cleaned_data["title"])
        messages.success(request, _("Название изменено"))
        return redirect("regulation_detail", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/regulation_rename.html", {"version": version, "form": form}, status=status)


@require_POST
@requires("regulation.draft")
def regulation_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Number the values by the text that the order will carry."""
    service.cite_text(actor=request.actor, regulation=get_own(request.actor, pk))
    messages.success(request, _("Пункты поставлены по тексту редакции"))
    return redirect("regulation_detail", pk)


@require_http_methods(["GET", "POST"])
@requires("regulation.draft")
def regulation_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """The question, and with POST the deed."""
    version = get_own(request.actor, pk)
    service.refuse_unless_editable(request.actor, version)
    if request.method == "POST":
        service.discard_draft(actor=request.actor, regulation=version)
        messages.success(request, _("Черновик редакции удалён"))
        return redirect("regulation")
    return render(request, "programs/regulation_discard.html", {"version": version})

"""The library of methods: found, read, kept; beside a programme, what was named for it and what suits it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import get_visible, requires
from accounts.refusal import Refusal
from accounts.views.files import give
from accounts.views.shared import done_by, page_of, posted, say, whole_number

from ..forms.library import MaterialFilter, MaterialForm
from ..models import Material, Program
from ..queries import library as queries
from ..services import library as service

PREFILLED = ("kind", "title", "url")  # a practice that goes into the library brings these in the address


@require_safe
@requires("library.view")
def material_list(request: HttpRequest) -> HttpResponse:
    form = MaterialFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    country = queries.of_the_country(request.actor.organization, request.actor)
    context = {
        "filter": form,
        "page": page_of(request, queries.materials(request.actor, wanted)),
        "country": [] if wanted.get("level") else list(queries.narrowed(country, wanted)),
        "manages": request.actor.may("library.manage"),
        "asked": any(wanted.values()),
    }
    return render(request, "programs/material_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("library.manage")
def material_new(request: HttpRequest) -> HttpResponse:
    told = {name: request.GET[name][:300] for name in PREFILLED if name in request.GET}
    form = MaterialForm(posted(request), request.FILES or None, initial=told)
    if form.is_valid() and done_by(form, lambda: service.add(actor=request.actor, **form.told())):
        say(request, _("Материал в библиотеке: его видит ваша организация и все, кто ниже"))
        return redirect("material_list")
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("library.manage")
def material_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own; a press may also put it away or back on the shelf."""
    row = get_visible(Material, request.actor, pk, "organization__region", "file")
    if row.organization_id != request.actor.organization_id:
        raise Http404
    if request.method == "POST" and ("close" in request.POST or "open" in request.POST):
        service.offer(actor=request.actor, material=row, offered="open" in request.POST)
        say(
            request,
            _("Материал снова предлагается") if "open" in request.POST else _("Материал больше не предлагается"),
        )
        return redirect("material_list")
    form = MaterialForm(posted(request), request.FILES or None, instance=row)
    if (
        request.method == "POST"
        and form.is_valid()
        and done_by(form, lambda: service.edit(actor=request.actor, material=row, **form.told_again()))
    ):
        say(request, _("Материал сохранён"))
        return redirect("material_list")
    return _form(request, form, row)


def _form(request: HttpRequest, form: MaterialForm, row: Material | None) -> HttpResponse:
    context = {"form": form, "row": row}
    return render(request, "programs/material_edit.html", context, status=422 if form.is_bound else 200)


@require_safe
@requires("library.view")
def material_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Material, request.actor, pk, "file")
    if row.file is None:
        raise Http404
    # A file is often called by whom it is about; others get it under a name of ours.
    name = f"material-{row.pk}.{row.file.name.rpartition('.')[2]}"
    return give(row.file, name=name, look=request.GET.get("look") == "1")


@require_safe
@requires("library.view")
def program_materials(request: HttpRequest, pk: int) -> HttpResponse:
    """What was named for a programme and what suits it; whoever names looks through the whole library here."""
    program = get_visible(Program, request.actor, pk, "unit", "organization__region")
    names = service.may_name(request.actor, program)
    words = request.GET.get("q", "").strip()[:100]
    found = queries.materials(request.actor, {"q": words}).filter(closed_on=None)[:20] if names and words else []
    context = {**queries.beside(program, request.actor), "program": program, "names": names, "q": words, "found": found}
    return render(request, "programs/program_materials.html", context)


@require_POST
@requires("library.view")
def program_material_name(request: HttpRequest, pk: int) -> HttpResponse:
    program = get_visible(Program, request.actor, pk, "unit", "organization__region")
    asked = whole_number(request.POST.get("material")) or 0
    material = Material.objects.visible_to(request.actor).filter(pk=asked).first()
    if material is None:
        raise Refusal(_("Такого материала в библиотеке нет"), todo=_("Выберите другой"))
    if "drop" in request.POST:
        service.unname(actor=request.actor, program=program, material=material)
        say(request, _("Материал убран из программы"))
    else:
        service.name_for(actor=request.actor, program=program, material=material)
        say(request, _("Материал назначен: участники увидят его рядом с программой"))
    return redirect("program_materials", pk)

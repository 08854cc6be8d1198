"""The desk of the open page: its switch and first words; texts on their way from a draft to the visitor."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Actor, get_visible, requires
from accounts.views.shared import done_by, page_of, posted, say, whole_number
from programs.queries.bank_words import ALL_AREAS
from programs.queries.regulations import effective_regulation
from programs.regulation.catalogue.choices import SECTION_PUBLISHERS
from programs.workflow import possible

from ..forms import PageWordsForm, PublicationForm, RemarkForm
from ..models import Publication, PublicSection
from ..queries.public import page_is_open, rules_of
from ..queries.section_names import found_in, spoken_of
from ..services import publications as service
from ..services import sections

State = Publication.State
SAID = {
    "submit": gettext_lazy("Отправлено на проверку"),
    "check": gettext_lazy("Проверено: можно размещать"),
    "return": gettext_lazy("Возвращено автору с замечанием"),
    "publish": gettext_lazy("Размещено: это уже видят все"),
    "withdraw": gettext_lazy("Снято: посетители этого больше не видят"),
    "rework": gettext_lazy("Снова черновик: правьте"),
}


def _page(actor: Actor) -> PublicSection:
    """The organization's page; one that nobody has touched is closed and empty."""
    row = PublicSection.objects.visible_to(actor).first()
    return row or PublicSection(organization=actor.organization)


@require_safe
@requires("section.view")
def section_desk(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    section = _page(actor)
    rows = Publication.objects.visible_to(actor).select_related("written_by").order_by("-created_at", "-pk")
    state = request.GET.get("state", "")
    publisher = effective_regulation(actor.organization, actor.today).value("section_publisher")
    context = {
        "section": section,
        "page": page_of(request, rows.filter(state=state) if state in State.values else rows),
        "state": state, "states": State.choices,
        "opens": "open" in (verbs := possible(section, actor)), "closes": "close" in verbs,
        "writes": actor.may("section.write"), "rules": rules_of(actor.organization, actor.today),
        "publisher": SECTION_PUBLISHERS.get(publisher, ""),
    }  # fmt: skip
    return render(request, "reports/section_desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("section.write")
def section_words(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    section = _page(actor)
    form = PageWordsForm(posted(request), instance=section, initial={"version": section.version})
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("about", "reception", "version")}
        if done_by(form, partial(sections.describe, actor=actor, **told)):
            say(request, _("Слова страницы сохранены"))
            return redirect("section_desk")
    return render(request, "reports/section_words.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@requires("section.open")
def section_move(request: HttpRequest, verb: str) -> HttpResponse:
    if verb not in ("open", "close"):
        raise Http404
    if verb == "open":
        sections.open_page(actor=request.actor)
        say(request, _("Страница открыта: её видят все"))
    else:
        sections.close_page(actor=request.actor)
        say(request, _("Страница закрыта: посетители её не находят"))
    return redirect("section_desk")


@require_http_methods(["GET", "HEAD", "POST"])
@requires("section.write")
def publication_new(request: HttpRequest) -> HttpResponse:
    form = PublicationForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        made: list[Publication] = []
        told = {"fields": form.values(), "author": form.cleaned_data["author"]}
        if done_by(form, lambda: made.append(service.begin(actor=request.actor, **told))):
            say(request, _("Черновик сохранён"))
            return redirect("publication_detail", made[0].pk)
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("section.write")
def publication_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    form = PublicationForm(posted(request), instance=row, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"fields": form.values(), "author": form.cleaned_data["author"]}
        told["version"] = form.cleaned_data["version"] or 0
        if done_by(form, partial(service.write, actor=request.actor, publication=row, **told)):
            say(request, _("Черновик сохранён"))
            return redirect("publication_detail", pk)
    return _form(request, form, row)


def _form(request: HttpRequest, form: PublicationForm, row: Publication | None) -> HttpResponse:
    context = {"form": form, "row": row}
    return render(request, "reports/publication_edit.html", context, status=422 if form.is_bound else 200)


def _row(request: HttpRequest, pk: int) -> Publication:
    return get_visible(Publication, request.actor, pk, "organization__region", "written_by", "program")


@require_safe
@requires("section.view")
def publication_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as a visitor will read it, whom it names, and what may be done with it now."""
    actor: Actor = request.actor
    row = _row(request, pk)
    found = found_in(row, actor)
    context = {
        "row": row, "found": found, "unsettled": [one for one in found if not one.settled],
        "authors": spoken_of([row]).get(row.pk, []), "verbs": possible(row, actor), "remark_form": RemarkForm(),
        "areas": [ALL_AREAS[code] for code in row.areas if code in ALL_AREAS],
        "settles": actor.may("section.write") and row.state in (State.DRAFT, State.REVIEW),
        "edits": actor.may("section.write") and row.state == State.DRAFT,
        "open": page_is_open(row.organization_id), "asks": actor.may("bank.manage"),
    }  # fmt: skip
    return render(request, "reports/publication_detail.html", context)


@require_POST
@requires("section.write")
def publication_people(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    parts = {
        person: request.POST[name]
        for name in request.POST
        if (person := whole_number(name.removeprefix("person-"))) is not None
    }
    service.settle(actor=request.actor, publication=row, parts=parts, version=whole_number(request.POST.get("version")))
    say(request, _("Отмечено"))
    return redirect("publication_detail", pk)


@require_POST
@requires("section.view")
def publication_move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = _row(request, pk)
    told = {"actor": request.actor, "publication": row}
    if verb == "return":
        service.send_back(**told, remark=request.POST.get("remark", ""))
    elif verb == "check":
        service.check(**told, version=whole_number(request.POST.get("version")))
    elif verb in SAID:
        getattr(service, verb)(**told)
    else:
        raise Http404
    say(request, SAID[verb])
    return redirect("publication_detail", pk)

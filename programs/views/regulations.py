"""The regulation to read: what holds and why, its versions, and what differs between them."""

import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Actor, get_visible, requires

from ..forms.regulations import CompareForm, FilterForm
from ..models import FederalBody, Regulation
from ..queries import regulation_pages as pages
from ..queries import regulation_versions as one
from ..queries.regulations import effective_of, lay, versions_above
from ..regulation.contours import components
from ..regulation.effective import EffectiveRegulation
from ..services.regulations import refusal_to_edit

PAGE = 80
PARTS = ("values", "contours", "versions")


def may_draft(actor: Actor, organization_id: int) -> bool:
    return actor.may("regulation.draft") and actor.signs_for(organization_id)


@require_safe
@requires("regulation.view")
def regulation(request: HttpRequest) -> HttpResponse:
    """What holds at the actor's organization on a day, in three parts: values, contours, versions."""
    actor = request.actor
    form = FilterForm(request.GET)
    chosen = form.chosen()
    on = chosen.get("on") or actor.today
    part = request.GET.get("part", "")
    part = part if part in PARTS else PARTS[0]
    versions = versions_above(actor.organization, on)
    found = effective_of(versions, on)
    own = pages.versions_of(actor.organization)
    context = {
        "form": form,
        "on": None if on == actor.today else on,
        "part": part,
        "tabs": _tabs(found, part, len(own), on if chosen.get("on") else None),
        "standing": pages.standing_of(own, on),
        "may_draft": may_draft(actor, actor.organization_id),
        **_PARTS[part](request, chosen, found, versions),
        "versions": own,
    }
    return render(request, f"programs/regulation{'' if part == 'values' else '_' + part}.html", context)


def _tabs(found: EffectiveRegulation, part: str, versions: int, on: datetime.date | None) -> list[dict[str, Any]]:
    url, day = reverse("regulation"), f"&on={on:%Y-%m-%d}" if on else ""
    named = pages.source_counts(found)[pages.NAMED]
    entries = (
        ("values", _("Действует"), url + (f"?on={on:%Y-%m-%d}" if on else ""), named),
        ("contours", _("Участники"), f"{url}?part=contours{day}", len(components(found))),
        ("versions", _("Документы"), f"{url}?part=versions{day}", versions),
        ("compare", _("Сравнить"), reverse("regulation_compare"), 0),
    )
    return [
        {"label": label, "url": address, "count": count, "current": name == part}
        for name, label, address, count in entries
    ]


Chosen = dict[str, Any]


def _values(
    request: HttpRequest, chosen: Chosen, found: EffectiveRegulation, versions: list[Regulation]
) -> dict[str, Any]:
    words, group = chosen.get("q", ""), chosen.get("group", "")
    source = chosen.get("source") or (pages.ALL if words else pages.NAMED)
    rows = pages.select_rows(found, versions, words=words, source=source, group=group)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = pages.source_counts(found)
    chips = pages.source_chips(counts, source, request.GET)
    return {
        "page": page,
        "groups": pages.grouped_rows(page.object_list),
        "chips": chips,
        "silent": next((chip for chip in chips if chip["code"] == "default" and source == pages.NAMED), None),
    }


def _contours(
    request: HttpRequest, chosen: Chosen, found: EffectiveRegulation, versions: list[Regulation]
) -> dict[str, Any]:
    federal = FederalBody.objects.all() if found.value("external.federal") else FederalBody.objects.none()
    return {"contours": pages.contours_of(found), "federal": federal}


def _documents(
    request: HttpRequest, chosen: Chosen, found: EffectiveRegulation, versions: list[Regulation]
) -> dict[str, Any]:
    pages.read_orders(versions)
    return {"documents": versions}


_PARTS = {"values": _values, "contours": _contours, "versions": _documents}


def get_version(actor: Actor, pk: int) -> Regulation:
    """The version with its orders, if the actor may see it."""
    version = get_visible(Regulation, actor, pk, "organization", "organization__region")
    pages.read_orders([version])
    return version


@require_safe
@requires("regulation.view")
def regulation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what it sets itself, and the text of its document."""
    actor = request.actor
    version = get_version(actor, pk)
    on = pages.day_to_show(version, actor.today)
    own = may_draft(actor, version.organization_id)
    refusal = refusal_to_edit(actor, version)
    editable = refusal is None
    rest = editable and request.GET.get("show") == "rest"
    laid = lay(version, on)
    rows = one.setting_rows(laid, named=not rest)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "version": version,
        "order": pages.enacting_order(version),
        "bases": one.bases_of(version),
        "inherits": laid.over,
        "repealed_by": pages.order_words(pages.repealing_order(version)),
        "own": own,
        "editable": editable,
        "refusal": refusal if own and version.state == Regulation.State.DRAFT else None,
        "may_open_order": actor.may("order.view") and actor.signs_for(version.organization_id),
        "rest": rest,
        "page": page,
        "groups": pages.grouped_rows(page.object_list),
        "conflicts": laid.own_conflicts,
        **one.text_of(laid),
    }
    return render(request, "programs/regulation_detail.html", context)


@require_safe
@requires("regulation.view")
def regulation_compare(request: HttpRequest) -> HttpResponse:
    """Two versions, or a version against the law or the level above, under the law of today."""
    actor = request.actor
    tokens = [request.GET.get(name, "") for name in ("a", "b")]
    chosen = {token: get_version(actor, int(token)) for token in tokens if token.isdecimal() and len(token) < 10}
    if any(token and token not in (*chosen, one.LAW, one.ABOVE) for token in tokens):
        raise Http404
    base = next(iter(chosen.values()), None)
    own = pages.versions_of(base.organization if base else actor.organization)
    form = CompareForm(request.GET if any(tokens) else None, versions=[*own, *chosen.values()])
    before, after = form.sides()
    context: dict[str, Any] = {"form": form, "compared": before and after, "tabs": _compare_tabs(actor)}
    if before and after:
        known = {str(version.pk): version for version in own} | chosen
        base = known.get(after) or known.get(before) or own[0]
        on = actor.today
        sides = [one.side(token, known.get(token, base), on) for token in (before, after)]
        values, sources = one.changes(*sides)
        context |= {"values": values, "sources": sources, "base": base, "same": one.total() - len(values)}
    return render(request, "programs/regulation_compare.html", context)


def _compare_tabs(actor: Actor) -> list[dict[str, Any]]:
    return [
        {"label": _("Действует"), "url": reverse("regulation"), "count": 0, "current": False},
        {"label": _("Участники"), "url": reverse("regulation") + "?part=contours", "count": 0, "current": False},
        {"label": _("Документы"), "url": reverse("regulation") + "?part=versions", "count": 0, "current": False},
        {"label": _("Сравнить"), "url": reverse("regulation_compare"), "count": 0, "current": True},
    ]

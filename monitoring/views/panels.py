"""The panel: whom to call first, how it stands, what has changed; of a school, a body, the country."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import SchoolKind, User
from accounts.permissions import Actor, requires, signed_in
from accounts.tables import as_xlsx, attached
from accounts.views.shared import page_of, whole_number

from ..queries import panel_lines, panels
from ..queries.panel_map import tiles_of
from ..queries.panel_needs import LATE, MENTORS, PAIRS, PAPERS, START
from ..queries.panels import Panel, Row
from ..queries.rates import thresholds_for
from ..services import panel_letters

FINE = "fine"
CAPITAL = ZoneInfo("Europe/Moscow")


def _asked(request: HttpRequest) -> Panel:
    get = request.GET
    made = panels.panel_of(
        request.actor, body=whole_number(get.get("body")), kind=get.get("kind", ""), since=get.get("since", "")
    )
    if made is None:
        raise Http404
    return made


def _address(made: Panel, **changed: str) -> str:
    """What is looked at, without what stands by itself."""
    kept = {
        "body": str(made.body.pk) if made.body != made.root else "",
        "kind": made.kind, "since": made.since if made.since != "week" else "", **changed,
    }  # fmt: skip
    return urlencode({name: value for name, value in kept.items() if value})


def _fits(row: Row, need: str) -> bool:
    if need == FINE:
        return not row.needs
    return any(one.kind == need for one in row.needs)


def _shown(made: Panel, need: str) -> list[Row]:
    """With a filter, the need that is asked for stands first in its row."""
    if not need:
        return made.rows
    rows = [row for row in made.rows if _fits(row, need)]
    return [replace(row, needs=sorted(row.needs, key=lambda one: one.kind != need)) for row in rows]


def _chips(made: Panel, need: str) -> list[dict[str, Any]]:
    names = (
        ("", _("Все")), (LATE, _("Опаздывают")), (PAIRS, _("Пары в беде")), (MENTORS, _("Не хватает наставников")),
        (START, _("Начать")), (PAPERS, _("Документы")), (FINE, _("Дел нет")),
    )  # fmt: skip
    chips = []
    for code, label in names:
        count = sum(not code or _fits(row, code) for row in made.rows)
        if count or not code or code == need:
            url = f"?{_address(made, need=code)}"
            chips.append({"label": label, "count": count, "url": url, "current": code == need})
    return chips


def _since(made: Panel, need: str) -> list[dict[str, Any]]:
    names = (("week", _("за неделю")), ("month", _("за месяц")), ("year", _("за год")))
    return [
        {"label": label, "url": f"?{_address(made, since=code, need=need)}", "current": code == made.since}
        for code, label in names
    ]


def _kinds(made: Panel) -> list[dict[str, Any]]:
    """Schools of one kind alone; nothing to choose where there is one."""
    if made.inside or len(made.kinds) < 2:
        return []
    names = [("", _("Все школы")), *((code, str(label)) for code, label in SchoolKind.choices)]
    held = {str(label) for label, _figures in made.kinds}
    return [
        {"label": label, "url": f"?{_address(made, kind=code)}", "current": code == made.kind}
        for code, label in names
        if not code or label in held
    ]


@require_safe
@requires("report.view")
def panel(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    made = _asked(request)
    need = request.GET.get("need", "")
    context: dict[str, Any] = {"panel": made, "need": need, "below_root": made.body != made.root}
    context["parent_url"] = f"{reverse('panel')}?body={made.body.parent_id}"
    if made.summary is not None:
        rows = _shown(made, need)
        groups = panel_lines.groups_of(actor, made)
        first = made.rows[0] if made.rows and made.rows[0].needs else None
        context |= {
            "page": page_of(request, rows), "first": first if not need else None, "chips": _chips(made, need),
            "kinds": _kinds(made), "since": _since(made, need), "groups": groups,
            "changed": [(title, line) for title, lines in groups for line in lines if line.change],
            "coverage": panel_lines.coverage_of(made, panels.satisfied_at(actor, made)),
            "table": f"?{_address(made, need=need)}", "address": _address(made),
            "map": tiles_of(made.rows, thresholds_for(actor)) if not made.inside else None,
            "todo": [(one, panel_lines.place_of(actor, made, one)) for one in made.needs],
            "is_sent": panel_letters.subscription(actor, made.body, made.kind).exists(),
            "contacts": panels.contacts_at(actor, made.body) if made.body != actor.organization else [],
            "names_bodies": any(row.is_body for row in made.rows), "reach": made.body.pk in actor.organization_ids,
        }  # fmt: skip
    return render(request, "monitoring/panel_page.html", context)


@require_safe
@requires("report.view")
def panel_table(request: HttpRequest) -> HttpResponse:
    """What is seen, as a table: the numbers with their changes, then the organizations."""
    actor: Actor = request.actor
    made = _asked(request)
    if made.summary is None:
        raise Http404
    at = made.counted_at
    assert at is not None
    notes = [_("На %(time)s, %(day)s") % {"time": f"{at:%H:%M}", "day": f"{at:%d.%m.%Y}"}, str(made.body)]
    if made.kind:
        notes.append(str(SchoolKind(made.kind).label))
    before = f"{made.before.day:%d.%m.%Y}" if made.before else "—"
    head = [_("Показатель"), _("Сейчас"), before, _("Изменение")]
    rows: list[list[Any]] = []
    for title, lines in panel_lines.groups_of(actor, made):
        rows.append([str(title), None, None, None])
        rows += [[f"  {line.title}", line.now, line.before, line.change] for line in lines]
    for cover in panel_lines.coverage_of(made, panels.satisfied_at(actor, made)):
        former = f"{cover.before} %" if cover.before else None
        rows.append([f"{cover.code}. {cover.title} ({cover.parts})", cover.share, former, None])
    rows += _organizations(_shown(made, request.GET.get("need", "")))
    return attached(as_xlsx(_("Панель"), notes, head, rows), f"panel-{made.summary.day}.xlsx")


def _organizations(rows: Iterable[Row]) -> list[list[Any]]:
    found = [[], [_("Организация"), _("Что сделать"), _("Кому звонить"), _("Телефон"), _("Пар"), _("Ждут наставника")]]
    for row in rows:
        todo = "; ".join(need.said() for need in row.needs)
        called = row.called.person if row.called else None
        name, phone = (called.full_name, called.phone) if called else ("", row.organization.phone)
        found.append([row.organization.short_name, todo, name, phone, row.figures["held"], row.figures["waiting"]])
    return found if len(found) > 2 else []


@require_POST
@requires("report.view")
def panel_letter(request: HttpRequest) -> HttpResponse:
    """Ask for the month's letter of the panel that is looked at, or decline it."""
    given = request.POST
    made = panels.panel_of(request.actor, body=whole_number(given.get("body")), kind=given.get("kind", ""), since="")
    if made is None:
        raise Http404
    asked = {"actor": request.actor, "node": made.body, "school_kind": made.kind}
    if given.get("verb") == "stop":
        panel_letters.unsubscribe(**asked)
        messages.success(request, _("Письмо больше не придёт"))
    else:
        panel_letters.subscribe(**asked)
        messages.success(request, _("Итоги месяца будут приходить на вашу почту первого числа"))
    return redirect(f"{reverse('panel')}?{_address(made)}")


@require_safe
@signed_in
def country_panel(request: HttpRequest) -> HttpResponse:
    """Sums over the regions for the observer of the platform; nobody else has this page."""
    user = request.user
    if user.platform_role != User.PlatformRole.FEDERAL:
        return redirect("home")
    if not settings.DEMO and not is_mfa_enabled(user):
        return redirect("mfa_activate_totp")
    with timezone.override(CAPITAL):
        return render(request, "monitoring/panel_country.html", {"country": panels.country()})

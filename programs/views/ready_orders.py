"""Orders that write themselves: out of what waits for one, or out of the regulation alone."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Actor, requires
from accounts.refusal import Refusal
from accounts.roles import Role, places_of

from ..forms.orders import LiaisonForm
from ..models import OrderKind
from ..queries.order_sources import WAITING, programme_of, waiting_for
from ..ready_orders import (
    AWARDS,
    appointment_order,
    award_order,
    implementation_order,
    liaison_order,
    monitoring_order,
    programs_order,
    rules_of,
    termination_order,
)
from ..services import orders
from ..services.order_drafts import OrderDraft

# slug → kind, heading, what stands under it, where those who wait come from, the page that they come from
PAGES: dict[str, tuple[str, Any, Any, Any, str]] = {
    "termination": (
        OrderKind.PAIR_TERMINATION, _("Приказ о прекращении работы пар"),
        _("Отмечены завершённые пары, которые ещё закрепляет приказ."),
        _("Пара попадёт сюда, когда её программа завершится."), "unit_list",
    ),
    "programs": (
        OrderKind.PROGRAM_APPROVAL, _("Приказ об утверждении программ"),
        _("Отмечены программы, утверждённые куратором, о которых приказа ещё нет."),
        _("Программа попадёт сюда, когда куратор её утвердит."), "program_list",
    ),
    "award": (
        OrderKind.AWARD, _("Приказ о поощрении"),
        _("Здесь те, чья программа выполнена. Каждому можно выбрать своё поощрение."),
        _("Пара попадёт сюда, когда её программа будет выполнена."), "program_list",
    ),
    "mentors": (
        OrderKind.MENTOR_APPOINTMENT, _("Приказ о назначении наставников"),
        _("Отмечены кандидаты из банка. С регистрацией приказа они войдут в банк наставников."),
        _("Кандидат попадёт сюда, когда даст согласие."), "mentor_list",
    ),
}  # fmt: skip
NOT_NOW = ""


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def order_of_kind(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that waits is marked beforehand (``?only=ID``: that one alone); nothing is typed."""
    if slug not in PAGES:
        raise Http404
    kind = PAGES[slug][0]
    rows = waiting_for(kind, request.actor)
    marked = _marked(request, kind, rows)
    if request.method != "POST":
        return _page(request, slug, rows, marked)
    chosen = [row for row in rows if marked[row.pk]]
    if not chosen:
        refusal = Refusal(_t("Не отмечено ничего"), todo=_t("Отметьте хотя бы одну строку"))
        return _page(request, slug, rows, marked, refusal)
    draft = _draft(kind, request.actor, chosen, marked)
    try:
        if "draft" in request.POST:
            return redirect("order_edit", orders.create_order(actor=request.actor, draft=draft).pk)
        order = orders.send_order(actor=request.actor, draft=draft)
    except Refusal as refusal:
        return _page(request, slug, rows, marked, refusal)
    messages.success(request, _("Приказ отправлен на утверждение"))
    return redirect("order_detail", order.pk)


def _marked(request: HttpRequest, kind: str, rows: Sequence[Any]) -> dict[int, str]:
    """Row → what is asked for it: an award by its code, or just a mark; empty: it is left for another order."""
    codes = {award.code for award in AWARDS}
    if request.method == "POST" and kind == OrderKind.AWARD:
        said = {row.pk: request.POST.get(f"award-{row.pk}", NOT_NOW) for row in rows}
        return {pk: code if code in codes else NOT_NOW for pk, code in said.items()}
    first = AWARDS[0].code
    if request.method == "POST":
        picked = set(request.POST.getlist("row"))
        return {row.pk: first if str(row.pk) in picked else NOT_NOW for row in rows}
    only = request.GET.get("only", "")
    return {row.pk: first if only in {"", str(row.pk)} else NOT_NOW for row in rows}


def _draft(kind: str, actor: Actor, chosen: list[Any], marked: dict[int, str]) -> OrderDraft:
    if kind == OrderKind.AWARD:
        given = {award.code: [unit for unit in chosen if marked[unit.pk] == award.code] for award in AWARDS}
        return award_order(actor, given)
    template: Callable[[Actor, Sequence[Any]], OrderDraft] = {
        OrderKind.PAIR_TERMINATION: termination_order,
        OrderKind.PROGRAM_APPROVAL: programs_order,
        OrderKind.MENTOR_APPOINTMENT: appointment_order,
    }[OrderKind(kind)]
    return template(actor, chosen)


def _page(
    request: HttpRequest, slug: str, rows: Sequence[Any], marked: dict[int, str], refusal: Refusal | None = None
) -> HttpResponse:
    kind, title, lead, nothing, back = PAGES[slug]
    context = {
        "rows": [{"row": row, "marked": marked[row.pk], **_words(kind, row)} for row in rows],
        "title": title, "lead": lead, "nothing": nothing, "back": reverse(back), "refusal": refusal,
        "awards": AWARDS if kind == OrderKind.AWARD else (), "of_units": kind != OrderKind.MENTOR_APPOINTMENT,
    }  # fmt: skip
    return render(request, "programs/order_of_kind.html", context, status=409 if refusal else 200)


def kinds_on_offer(actor: Actor) -> dict[str, Any]:
    """For the page of a new order: what waits for one, and whether the school answers to a municipal centre."""
    offered = PAGES.items() if actor.may("unit.manage") else ()
    waiting = [
        {"title": title, "url": reverse("order_of_kind", args=[slug]), "count": WAITING[kind](actor).count()}
        for slug, (kind, title, *_rest) in offered
    ]
    has_centre = actor.organization.kind in places_of(Role.MNC_LIAISON) and rules_of(actor).value("mnc")
    return {"waiting": waiting, "liaison": LiaisonForm(actor=actor) if has_centre else None}


def _words(kind: str, row: Any) -> dict[str, Any]:
    if kind == OrderKind.MENTOR_APPOINTMENT:
        return {"people": [row.person], "about": row.get_state_display()}
    program = programme_of(row, kind)
    return {"people": [member.person for member in row.members.all()], "about": program.title if program else ""}


WRITTEN: dict[str, Callable[[Actor], OrderDraft]] = {
    "implementation": implementation_order,
    "monitoring": monitoring_order,
}


@require_POST
@requires("order.draft")
def order_new_ready(request: HttpRequest, slug: str) -> HttpResponse:
    """Written by the regulation in force; opened to be read and mended before it is sent."""
    if slug == "liaison":
        form = LiaisonForm(request.POST, actor=request.actor)
        if not form.is_valid():
            raise Refusal(_t("Не выбрано, кого назначить"), todo=_t("Выберите работника и нажмите снова"))
        draft = liaison_order(request.actor, form.cleaned_data["person"])
    elif slug in WRITTEN:
        draft = WRITTEN[slug](request.actor)
    else:
        raise Http404
    return redirect("order_edit", orders.create_order(actor=request.actor, draft=draft).pk)

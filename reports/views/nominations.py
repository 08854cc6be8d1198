"""«Поощрение»: who may be put forward, the list of nominations, one of them with its conditions and the decision."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.models import Organization, OrganizationKind
from accounts.permissions import Actor, get_visible, requires
from accounts.templatetags.ui_words import study_year
from accounts.views.shared import done_by, page_of, posted, say, whole_number
from programs.views.signing import confirm, confirmed_today
from programs.workflow import possible

from ..documents.bank_files import as_xlsx
from ..documents.bank_table import BankTable
from ..documents.kinds.nomination import RELATED, works_of_nominee
from ..models import Nomination
from ..queries import recognition as queries
from ..recognition_forms import (
    ActForm,
    AnswerForm,
    DecisionChoiceForm,
    NominationFilter,
    NominationForm,
    NominationWordsForm,
    PresentForm,
)
from ..services import nominations as service
from .acts import XLSX
from .limits import limited

SAID = {
    "recommend": gettext_lazy("Рекомендовано: решает руководитель"),
    "submit": gettext_lazy("Отправлено на рассмотрение"),
    "grant": gettext_lazy("Присуждено: можно выпустить диплом и записать вручение"),
    "drop": gettext_lazy("Представление отклонено"),
    "pass_on": gettext_lazy("Передано на уровень выше"),
    "send_back": gettext_lazy("Возвращено школе с замечанием"),
    "take_back": gettext_lazy("Забрали: проверьте и отправьте снова"),
    "accept": gettext_lazy("Поддержано: когда будет акт, запишите его"),
    "award": gettext_lazy("Присуждено: школа узнает и запишет вручение"),
    "decline": gettext_lazy("Отклонено: школа прочтёт, почему"),
}
SIGNED = {"submit", "grant"}
REMARKS = {"drop", "send_back", "decline"}
MOST = 2_000


def _row(request: HttpRequest, pk: int) -> Nomination:
    return get_visible(Nomination, request.actor, pk, *RELATED, "ceremony", "contest", "created_by")


def _filter(request: HttpRequest) -> tuple[NominationFilter, dict[str, Any]]:
    form = NominationFilter(request.GET, actor=request.actor)
    return form, form.asked()


@require_safe
@requires("nomination.view")
def nomination_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    form, asked = _filter(request)
    writes = actor.may("nomination.write")
    context = {
        "page": page_of(request, queries.listed(actor, asked)), "form": form, "filtered": bool(asked),
        "query": request.GET.urlencode(), "writes": writes, "manages": actor.may("award.manage"),
        "above": actor.organization.kind != OrganizationKind.SCHOOL,
        "waiting": queries.waiting(actor) if writes and not asked and "page" not in request.GET else [],
    }  # fmt: skip
    return render(request, "reports/nomination_list.html", context)


@require_safe
@requires("nomination.view")
@limited()
def nomination_export(request: HttpRequest) -> HttpResponse:
    """What the page shows by its filters."""
    actor: Actor = request.actor
    rows = tuple(
        (
            str(no), row.person.full_name if row.named else "",
            row.organization.short_name, row.title, str(row.get_level_display()), str(row.get_part_display()),
            str(row.get_state_display()), f"{row.awarded_on:%d.%m.%Y}" if row.awarded_on else "",
            row.act if row.named else "", study_year(row.school_year),
        )
        for no, row in enumerate(queries.listed(actor, _filter(request)[1])[:MOST], start=1)
    )  # fmt: skip
    columns = (
        _("№ п/п"), _("Кого представляют"), _("Организация"), _("Награда"), _("Кто награждает"), _("Кто он"),
        _("Состояние"), _("Дата награждения"), _("Акт"), _("Учебный год"),
    )  # fmt: skip
    table = BankTable(_("Представления к наградам"), actor.organization.name, actor.today, columns, rows)
    answer = HttpResponse(as_xlsx(table), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="pooshchrenie-{actor.today:%Y-%m-%d}.xlsx"'
    audit.record(actor, "nomination.export", actor.organization, rows=len(rows))
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires("nomination.write")
def nomination_new(request: HttpRequest) -> HttpResponse:
    """``?who`` is a candidate of the list: only awards for him are offered."""
    actor: Actor = request.actor
    form = NominationForm(posted(request), actor=actor, chosen=request.GET.get("who", ""))
    if request.method == "POST" and form.is_valid():
        rows: list[Nomination] = []
        if done_by(form, lambda: rows.append(service.propose(actor=actor, **form.cleaned_data))):
            say(request, _("Представление начато"))
            return redirect("nomination_detail", rows[0].pk)
    return render(request, "reports/nomination_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@requires("nomination.view")
def nomination_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    row = _row(request, pk)
    own = actor.organization_id == row.organization_id
    named = queries.may_be_named(row, actor)
    checks = queries.checks_of(row, actor.today)
    return render(request, "reports/nomination_detail.html", {
        "row": row, "own": own, "named": named, "verbs": _verbs(row, actor),
        "checks": [(one, one.url if own and actor.may(one.opens) else "") for one in checks],
        "works": works_of_nominee(row, actor) if named else [], "passed": named if not own else queries.lets_go(row),
        "way": queries.way_of(row.level, list(Organization.objects.bodies_above(row.organization))),
        "edits": own and actor.may("nomination.write") and row.state in (row.State.DRAFT, row.State.RETURNED),
        "presents": own and actor.may("nomination.write") and row.state == row.State.AWARDED,
        "decision_form": DecisionChoiceForm(row=row), "answer_form": AnswerForm(), "act_form": ActForm(),
        "decline_form": AnswerForm(auto_id="id_decline_%s"), "asks": own and actor.may("bank.manage"),
    })  # fmt: skip


def _verbs(row: Nomination, actor: Actor) -> set[str]:
    """Of what is possible, what leads somewhere: a school's own award goes nowhere, a last word is not passed on."""
    wrong = {"submit"} if row.level == "school" else {"grant"}
    if row.state == row.State.SUBMITTED:
        wrong |= {"pass_on"} if queries.has_last_word(row) else {"accept"}
    if row.desk_id in row.organization.path_ids:
        wrong |= {"take_back"}
    return possible(row, actor) - wrong


@require_http_methods(["GET", "HEAD", "POST"])
@requires("nomination.write")
def nomination_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    form = NominationWordsForm(posted(request), row=row)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("reason", "body")}
        told = {"actor": request.actor, "nomination": row, "version": form.cleaned_data["version"], "fields": fields}
        if done_by(form, partial(service.write, **told)):
            say(request, _("Представление сохранено"))
            return redirect("nomination_detail", pk)
    context = {"form": form, "row": row}
    return render(request, "reports/nomination_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("nomination.view")
def nomination_move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = _row(request, pk)
    if verb not in SAID:
        raise Http404
    if verb in SIGNED and not confirmed_today(request):
        return confirm(request, reverse("nomination_detail", args=[pk]))
    told: dict[str, Any] = {"actor": request.actor, "nomination": row}
    if verb in REMARKS:
        told["remark"] = request.POST.get("remark", "")
    elif verb == "award":
        told["act"] = request.POST.get("act", "")
    else:
        told["version"] = whole_number(request.POST.get("version"))
    if verb == "recommend":
        form = DecisionChoiceForm(request.POST, row=row)
        if not form.is_valid():
            raise Http404
        told["decision"] = form.cleaned_data["decision"]
    getattr(service, verb)(**told)
    say(request, SAID[verb])
    return redirect("nomination_detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("nomination.write")
def nomination_present(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    form = PresentForm(posted(request), actor=request.actor, initial={"on": row.presented_on or request.actor.today})
    if request.method == "POST" and form.is_valid():
        told = {"actor": request.actor, "nomination": row, **form.cleaned_data}
        if done_by(form, partial(service.present, **told)):
            say(request, _("Вручение записано"))
            return redirect("nomination_detail", pk)
    context = {"form": form, "row": row}
    return render(request, "reports/nomination_present.html", context, status=422 if form.is_bound else 200)

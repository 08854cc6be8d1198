"""The calendar of the year, one term over all organizations, and a task of a higher body's order."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Deadline, OrganizationKind
from accounts.permissions import Actor, get_visible, requires
from accounts.queries.deadlines import local_day, overdue_days
from accounts.views.shared import done_by, page_of, posted, say, whole_number
from programs.queries.execution import percent
from programs.terms import school_year

from ..forms import TaskForm
from ..queries import tasks as task_queries
from ..queries import year_calendar as queries
from ..services import tasks as service


@require_safe
@requires("deadline.view")
def year_calendar(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    present = school_year(actor.today)
    asked = whole_number(request.GET.get("year"))
    year = asked if asked is not None and 2015 <= asked <= present + 1 else present
    context = {
        "months": queries.by_month(queries.calendar_lines(actor, year)),
        "own": actor.organization.kind == OrganizationKind.SCHOOL,
        "implementation": queries.implementation(actor, year),
        "years": [{"label": f"{y}/{(y + 1) % 100:02d}", "url": f"?year={y}", "current": y == year, "count": None}
                  for y in range(present - 2, present + 2)],
        "today": actor.today,
    }  # fmt: skip
    return render(request, "monitoring/year_calendar.html", context)


@require_safe
@requires("deadline.view")
def year_term(request: HttpRequest) -> HttpResponse:
    """Who has done it, when, how many days late."""
    actor: Actor = request.actor
    rows = task_queries.followed(actor, request.GET.get("kind", "")[:40], request.GET.get("key", "")[:60])
    first = rows.first()
    context: dict[str, Any] = {"row": first}
    if first is not None:
        whole, done = rows.count(), rows.filter(done_at__isnull=False).count()
        page = page_of(request, rows)
        context |= {
            "page": page, "lines": [task_queries.follow_line(row, actor.today) for row in page], "whole": whole,
            "done": done, "percent": percent(done, whole), "day": local_day(first),
        }  # fmt: skip
    return render(request, "monitoring/year_term.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("deadline.view")
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A task of a higher body's order: its words, its term, and the document that closes it."""
    actor: Actor = request.actor
    task = get_visible(Deadline, actor, pk, "organization", "organization__region")
    clause = task_queries.clause_of(task)
    if task.kind != task_queries.KIND:
        raise Http404
    answers = service.may_answer(actor, task)
    form = TaskForm(posted(request), request.FILES or None, documents=task_queries.own_documents(actor))
    if request.method == "POST" and "take_back" in request.POST:
        service.take_back(actor=actor, task=task)
        say(request, _("Отметка снята: приложите другой документ"))
        return redirect("task_detail", pk)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: service.answer(actor=actor, task=task, **data)):
            say(request, _("Поручение исполнено: документ приложен"))
            return redirect("task_detail", pk)
    late = overdue_days(task, actor.today) if task.due_at is not None else 0
    context = {
        "task": task, "clause": clause, "form": form, "answers": answers and task.done_at is None and clause,
        "done_on": task.done_at and task.done_at.astimezone(task.organization.zone).date(),
        "takes_back": answers and task.done_at is not None, "answer": task_queries.answer_of(task), "late_days": late,
        "day": local_day(task),
    }  # fmt: skip
    if context["answer"] is not None:
        context["document"] = task_queries.words_of(context["answer"])
    status = 422 if request.method == "POST" else 200
    return render(request, "monitoring/task_detail.html", context, status=status)

"""Between meetings: tasks, and a call for help that reaches the mentor at once."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires
from accounts.refusal import Refusal
from accounts.views.shared import done_by, posted

from ..forms.pair_work import ANSWERS, HelpForm, TaskForm
from ..models import HelpRequest, MeetingTask, Unit, UnitMember
from ..services import help as helping
from ..services import tasks_of_pairs as tasks


@require_http_methods(["GET", "POST"])
@requires()
def task_new(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_visible(Unit, request.actor, pk, "organization__region")
    if not tasks.leads(request.actor, unit):
        raise Http404
    form = TaskForm(posted(request), unit=unit, today=request.actor.today)
    if request.method == "POST" and form.is_valid():
        told = {"actor": request.actor, "unit": unit, **form.cleaned_data}
        if done_by(form, lambda: tasks.give_task(**told)):
            messages.success(request, _("Задание дано"))
            return redirect("unit_detail", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/task_new.html", {"unit": unit, "form": form}, status=status)


@require_POST
@requires()
def task_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: handed in, accepted, taken back; sent back with a remark."""
    task = get_visible(MeetingTask, request.actor, pk, "unit__organization__region", "member__person")
    verb, about = request.POST.get("verb"), {"actor": request.actor, "task": task}
    if verb == "hand_in":
        tasks.hand_in(**about)
        said = _("Задание сдано")
    elif verb == "accept":
        tasks.accept(**about)
        said = _("Задание принято")
    elif verb == "send_back":
        tasks.send_back(remark=request.POST.get("remark", "")[:1000], **about)
        said = _("Задание возвращено")
    elif verb == "take_back":
        tasks.take_back(**about)
        said = _("Задание снято")
    else:
        raise Refusal(_("Не выбрано, что сделать с заданием"), todo=_("Нажмите кнопку у задания"))
    messages.success(request, said)
    return redirect("unit_detail", task.unit_id)


@require_http_methods(["GET", "POST"])
@requires()
def help_new(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_visible(Unit, request.actor, pk, "organization__region")
    mine = unit.members.filter(person_id=request.actor.person_id, side=UnitMember.Side.MENTEE, left_on=None)
    if not mine.exists():
        raise Http404
    form = HelpForm(posted(request))
    if request.method == "POST" and form.is_valid():
        told = {"actor": request.actor, "unit": unit, **form.cleaned_data}
        if done_by(form, lambda: helping.ask_for_help(**told)):
            messages.success(request, _("Наставник уже получил вашу просьбу"))
            return redirect("unit_detail", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/help_new.html", {"unit": unit, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@requires()
def help_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Opened by the mentor it is seen; a ready answer is one tap."""
    call = get_visible(HelpRequest, request.actor, pk, "unit__organization__region", "member__person")
    if request.method == "POST":
        answer = request.POST.get("ready") or request.POST.get("answer", "")
        helping.answer_help(actor=request.actor, call=call, answer=answer[:1000])
        messages.success(request, _("Ответ отправлен"))
        return redirect("help_detail", pk)
    call = helping.see(actor=request.actor, call=call)
    answers = ANSWERS if call.state != HelpRequest.State.ANSWERED and tasks.leads(request.actor, call.unit) else ()
    return render(request, "programs/help_detail.html", {"call": call, "answers": answers})

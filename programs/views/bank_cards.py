"""Writing the cards of the banks: a mentor's own in short steps, the curator's part, trainings, sealed marks."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires
from accounts.views.shared import done_by, posted

from ..forms.bank_cards import STEPS, MenteeCard, SealedForm, SelectionForm, TrainingForm
from ..models import MenteeEntry, MentorEntry, TrainingRecord
from ..queries.banks import evidence_of
from ..queries.participants import job_at, pupil_place
from ..services import bank_cards as service
from .banks import kept


@require_http_methods(["GET", "POST"])
@requires()
def mentor_card(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One of the four short steps; each is saved by itself, so that a telephone may ring in between."""
    if step not in STEPS:
        raise Http404
    entry = kept(request, MentorEntry, pk)
    names = list(STEPS)
    number = names.index(step)
    form = STEPS[step][1](posted(request), instance=entry)
    if request.method == "POST" and form.is_valid():
        fields, version = dict(form.values()), form.cleaned_data["version"]
        if step == "questionnaire":
            fields["questionnaire_on"] = request.actor.today if fields["questionnaire"].strip() else None
        if done_by(form, lambda: service.edit_entry(actor=request.actor, entry=entry, version=version, fields=fields)):
            following = names[number + 1] if number + 1 < len(names) else ""
            if following and "stop" not in request.POST:
                return redirect("mentor_card", pk, following)
            messages.success(request, _("Карточка сохранена"))
            return redirect("mentor_detail", pk)
    context = {
        "entry": entry,
        "form": form,
        "step": step,
        "number": number + 1,
        "names": [str(title) for title, _form in STEPS.values()],
        "back": names[number - 1] if number else "",
        "last": number + 1 == len(names),
        "job": job_at(entry.person, entry.organization, request.actor.today),
    }
    return render(request, "programs/mentor_card.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("bank.manage")
def mentor_selection(request: HttpRequest, pk: int) -> HttpResponse:
    """What the curator writes: the interview, the certificate, the portrait, who sees the entry."""
    entry = kept(request, MentorEntry, pk, own=False)
    form = SelectionForm(posted(request), instance=entry)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if done_by(
            form, lambda: service.edit_entry(actor=request.actor, entry=entry, version=version, fields=form.values())
        ):
            messages.success(request, _("Запись сохранена"))
            return redirect("mentor_detail", pk)
    context = {"entry": entry, "form": form, "evidence": evidence_of(entry)}
    return render(request, "programs/mentor_selection.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("bank.manage")
def training_add(request: HttpRequest, pk: int) -> HttpResponse:
    entry = kept(request, MentorEntry, pk, own=False)
    form = TrainingForm(posted(request), initial={"completed_on": request.actor.today})
    if (
        request.method == "POST"
        and form.is_valid()
        and done_by(form, lambda: service.add_training(actor=request.actor, entry=entry, **form.cleaned_data))
    ):
        messages.success(request, _("Обучение записано"))
        return redirect("mentor_detail", pk)
    context = {"entry": entry, "form": form}
    return render(request, "programs/mentor_training.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("bank.manage")
def training_remove(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(TrainingRecord.objects.select_related("entry"), pk=pk)
    if not service.keeps(request.actor, record.entry):
        raise Http404
    service.remove_training(actor=request.actor, record=record)
    messages.success(request, _("Запись об обучении удалена"))
    return redirect("mentor_detail", record.entry_id)


@require_http_methods(["GET", "POST"])
@requires()
def mentee_card(request: HttpRequest, pk: int) -> HttpResponse:
    """The mentee about himself; the curator everything but what is sealed."""
    actor = request.actor
    entry = kept(request, MenteeEntry, pk)
    pupil = pupil_place(entry.person, entry.organization, actor.today) is not None
    keeps = service.keeps(actor, entry)
    form = MenteeCard(posted(request), instance=entry, actor=actor, pupil=pupil, keeps=keeps)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if done_by(form, lambda: service.edit_entry(actor=actor, entry=entry, version=version, fields=form.values())):
            messages.success(request, _("Запись сохранена"))
            return redirect("mentee_detail", pk)
    context = {"entry": entry, "form": form, "keeps": keeps, "pupil": pupil}
    return render(request, "programs/mentee_card.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("bank.sensitive")
def mentee_sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """The sensitive marks: each opening of the page is on record."""
    entry = get_visible(MenteeEntry, request.actor, pk, "person", "organization")
    category, flags = service.open_sealed(actor=request.actor, entry=entry)
    form = SealedForm(posted(request), initial={"category": category, "flags": flags})
    if (
        request.method == "POST"
        and form.is_valid()
        and done_by(form, lambda: service.seal(actor=request.actor, entry=entry, **form.cleaned_data))
    ):
        messages.success(request, _("Особые отметки сохранены"))
        return redirect("mentee_detail", pk)
    context = {"entry": entry, "form": form}
    return render(request, "programs/mentee_sealed.html", context, status=422 if form.is_bound else 200)

"""Difficulties of teachers: one's own, those of the school, the map above it; results of other systems by a table."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Person
from accounts.permissions import Actor, get_visible, requires
from accounts.views.files import give
from accounts.views.shared import done_by, page_of, posted

from ..forms.diagnoses import DiagnosisForm, ResultsForm
from ..forms.routes import AreasForm
from ..models import Diagnosis, DifficultyItem
from ..queries import diagnoses as queries
from ..queries.courses import courses_by_area
from ..queries.diagnoses import area_name
from ..queries.reach import TEACHERS, schools_mapped
from ..queries.route_pages import tabs_of
from ..regulation.catalogue.choices import DIFFICULTY_AREAS
from ..services import diagnoses as service
from ..services import diagnosis_tables, difficulties
from ..services.difficulties import Word
from ..terms import SMALL


@require_safe
@requires("diagnosis.view")
def diagnosis_list(request: HttpRequest) -> HttpResponse:
    """The school: the map by areas, the teachers and what is known of each."""
    actor: Actor = request.actor
    words = queries.newest_words([actor.organization])
    jobs = queries.jobs_at(actor.organization_id, actor.today)
    people = Person.objects.filter(pk__in=jobs.values("person_id")).order_by("last_name", "first_name", "pk")
    page = page_of(request, people)
    found: dict[int, list[Diagnosis]] = {}
    for row in queries.diagnoses_of_school(actor).filter(person__in=[person.pk for person in page]):
        found.setdefault(row.person_id, []).append(row)
    context = {
        "areas": queries.map_by_area(words), "assessed": len({word[1] for word in words}), "page": page,
        "rows": [(person, found.get(person.pk, [])) for person in page], "tabs": tabs_of(actor, "diagnoses"),
    }  # fmt: skip
    return render(request, "programs/diagnosis_list.html", context)


@require_safe
@requires("difficulty.map")
def diagnosis_board(request: HttpRequest) -> HttpResponse:
    """By areas: a region by its municipalities, a municipality by its schools. No names.

    An institute and a ЦНППМ read it to know what to teach (S1 п. 1.2): numbers of the region's municipalities alone,
    none of few people, and beside each area the courses that are announced for it.
    """
    actor: Actor = request.actor
    teaches = actor.organization.kind in TEACHERS
    schools = schools_mapped(actor.organization)
    rows = queries.told_in(actor, schools)
    places_of = {school: row.pk for school, row in rows.items()}
    words = queries.newest_words(schools)
    cells = queries.heat(words, places_of)
    people: dict[int, set[int]] = {}
    for place, person, *_rest in words:
        people.setdefault(rows[place].pk, set()).add(person)
    told = queries.people_told(words, places_of) if teaches else {pk: len(found) for pk, found in people.items()}
    places = sorted({row.pk: row for row in rows.values()}.values(), key=lambda row: row.short_name)
    page = page_of(request, places)  # type: ignore[arg-type]  # a list has pages too
    context = {
        "areas": _areas(actor, words, teaches), "page": page, "small": SMALL, "teaches": teaches,
        "names": [str(name) for name in DIFFICULTY_AREAS.values()],
        "rows": [
            {
                "place": place, "people": told.get(place.pk, 0),
                "cells": [(area_name(area), cells.get(place.pk, {}).get(area)) for area in DIFFICULTY_AREAS],
            }
            for place in page
        ],
        "assessed": len({(word[0], word[1]) for word in words}), "tabs": tabs_of(actor, "board"),
    }  # fmt: skip
    return render(request, "programs/diagnosis_board.html", context)


def _areas(actor: Actor, words: list[queries.Word], teaches: bool) -> list[dict[str, Any]]:
    """The map; for who teaches with the courses that answer it."""
    areas = queries.map_of_all(words)
    counts = courses_by_area(actor) if teaches else None
    return areas if counts is None else [{**row, "courses": counts[row["code"]]} for row in areas]


@require_http_methods(["GET", "POST"])
@requires("route.own")
def diagnosis_self(request: HttpRequest) -> HttpResponse:
    """Nine areas, a touch each; below, what was recorded before."""
    actor: Actor = request.actor
    person = Person.objects.get(pk=actor.person_id)
    standing = queries.standing_levels(person.pk, actor)
    known = {area: Word(item.level, item.description) for area, item in standing.items()}
    form = AreasForm(posted(request), parts=("level", "text"), known=known)
    if form.is_valid():
        made: list[Diagnosis] = []
        facts = {"person": person, "method": Diagnosis.Method.SELF, "held_on": actor.today, "words": form.words()}
        if done_by(form, lambda: made.append(service.record(actor=actor, **facts))):
            messages.success(request, _("Самодиагностика сохранена"))
            return redirect("diagnosis_detail", made[0].pk)
    earlier = Diagnosis.objects.filter(person=person).select_related("assessor")
    context = {"person": person, "form": form, "own": True, "head": None, "earlier": earlier[:20]}
    return render(request, "programs/diagnosis_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires()
def diagnosis_new(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody else has seen: a lesson, a questionnaire, another system."""
    actor: Actor = request.actor
    person = Person.objects.filter(pk=pk).first()
    if person is None or person.pk == actor.person_id or not service.may_assess(actor, person):
        raise Http404
    head = DiagnosisForm(posted(request), request.FILES or None, initial={"held_on": actor.today, "method": "lesson"})
    form = AreasForm(posted(request), parts=("level", "text", "evidence", "strong"), known={})
    if head.is_valid() & form.is_valid():
        made: list[Diagnosis] = []
        data = head.cleaned_data
        facts = {
            "person": person, "method": data["method"], "held_on": data["held_on"], "words": form.words(),
            "external": head.external(),
        }  # fmt: skip
        if done_by(head, lambda: made.append(service.record(actor=actor, **facts))):
            messages.success(request, _("Диагностика записана; педагог её прочитает"))
            return redirect("diagnosis_detail", made[0].pk)
    earlier = Diagnosis.objects.visible_to(actor).filter(person=person).select_related("assessor")
    context = {"person": person, "form": form, "own": False, "head": head, "earlier": earlier[:20]}
    return render(request, "programs/diagnosis_new.html", context, status=422 if form.is_bound else 200)


@require_safe
@requires()
def diagnosis_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    row = get_visible(Diagnosis, actor, pk, "person", "assessor", "organization")
    asked, missing = service.request_lacks(row.person_id, actor)
    program = service.program_of(row.person_id)
    own = row.person_id == actor.person_id
    leads = own or difficulties.is_mentor_of(actor, row.person_id)
    context = {
        "row": row, "lines": queries.beside(row, actor), "own": own, "closes": leads,
        "to_request": [area_name(area) for area in missing] if asked and (own or actor.may("bank.manage")) else [],
        "to_plan": [area_name(area) for area in service.plan_lacks(program, row.person_id, actor)]
        if program and (leads or actor.may("unit.manage")) else [],
        "strengths": [(area_name(item.area), item.strength) for item in row.items.all() if item.strength],
    }  # fmt: skip
    return render(request, "programs/diagnosis_detail.html", context)


@require_POST
@requires()
def diagnosis_to_request(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Diagnosis, request.actor, pk)
    added = service.suggest_to_request(actor=request.actor, diagnosis=row)
    messages.success(request, _("В запрос добавлено областей: %s") % len(added))
    return redirect("diagnosis_detail", pk)


@require_POST
@requires()
def diagnosis_to_plan(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Diagnosis, request.actor, pk)
    added = service.suggest_to_plan(actor=request.actor, diagnosis=row)
    messages.success(request, _("В план программы добавлено мероприятий: %s") % len(added))
    return redirect("diagnosis_detail", pk)


@require_POST
@requires()
def difficulty_close(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Diagnosis.objects.visible_to(request.actor)
    item = DifficultyItem.objects.filter(pk=pk, diagnosis__in=seen).first()
    if item is None:
        raise Http404
    difficulties.close(actor=request.actor, item=item)
    messages.success(request, _("Затруднение закрыто"))
    return redirect("diagnosis_detail", item.diagnosis_id)


@require_safe
@requires()
def diagnosis_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Diagnosis, request.actor, pk, "file")
    if row.file is None:
        raise Http404
    return give(row.file)


@require_http_methods(["GET", "POST"])
@requires("diagnosis.view")
def diagnosis_import(request: HttpRequest) -> HttpResponse:
    """Results of another system for many teachers at once."""
    actor: Actor = request.actor
    form = ResultsForm(posted(request), request.FILES or None, initial={"held_on": actor.today})
    outcome: list[Any] = []
    if form.is_valid():
        data = form.cleaned_data
        facts = {"system": data["external_system"], "held_on": data["held_on"], "content": data["file"].read()}
        done_by(form, lambda: outcome.append(diagnosis_tables.take_results(actor=actor, **facts)))
    context = {"form": form, "outcome": outcome[0] if outcome else None, "tabs": tabs_of(actor, "diagnoses")}
    status = 422 if form.is_bound and not outcome else 200
    return render(request, "programs/diagnosis_import.html", context, status=status)

"""People: list, card, create, edit, jobs and classes."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.people import (
    PARENT,
    EmploymentForm,
    EndForm,
    EnrolmentForm,
    PersonCreateForm,
    PersonFilter,
    PersonForm,
)
from accounts.models import Employment, Organization, OrganizationKind, Person, StudentProfile
from accounts.permissions import Actor, get_visible, requires
from accounts.queries import people as queries
from accounts.search import alphabetical
from accounts.services import people as services
from accounts.views.shared import done_by, page_of, posted, say, whole_number

GROUPS = (
    (queries.STAFF, gettext_lazy("Работники")),
    (queries.PUPILS, gettext_lazy("Обучающиеся")),
    (queries.OTHERS, gettext_lazy("Родители и другие")),
)


LONGEST_CHOICE = 200  # options in a list; more is found by search


def _own_school(actor: Actor) -> bool:
    return actor.may("pupils.view") and actor.organization.kind == OrganizationKind.SCHOOL


def _reach(actor: Actor, request: HttpRequest) -> QuerySet:
    """Organizations to choose from. A region's are too many for a list: its own and the one that the address names."""
    rows = Organization.objects.filter(pk__in=actor.organization_ids, closed_on=None)
    if len(actor.organization_ids) > LONGEST_CHOICE:
        rows = rows.filter(pk__in=[actor.organization_id, whole_number(request.GET.get("organization")) or 0])
    return rows.order_by(*alphabetical("short_name"))


@requires("people.view")
def person_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    several = len(actor.organization_ids) > 1
    form = PersonFilter(request.GET, organizations=_reach(actor, request) if several else None)
    asked = form.cleaned_data if form.is_valid() else {}
    group = asked.get("group") if asked.get("group") in dict(GROUPS) and _own_school(actor) else queries.STAFF
    place, late = asked.get("organization"), asked.get("invited") == "late"
    page = page_of(
        request,
        queries.list_for(
            actor,
            q=asked.get("q", ""),
            group=group,
            role=asked.get("role", ""),
            organization_id=place.pk if place else None,
            late=late,
        ),
    )
    base = reverse("person_list")
    tabs = [
        {
            "label": label,
            "url": f"{base}?group={key}",
            "current": key == group and not (late or asked.get("role")),
            "count": 0,
        }
        for key, label in GROUPS
    ]
    context = {
        "form": form,
        "page": page,
        "group": group,
        "tabs": tabs if _own_school(actor) else [],
        "several": several,
        "filtered": late or any(asked.get(name) for name in ("q", "role", "organization")),
        "invites_again": late and actor.may("invitation.send"),
        "may_manage": actor.may("people.manage"),
    }
    return render(request, "accounts/person_list.html", context)


@requires("people.view")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The card. Its reading by another is on record."""
    actor: Actor = request.actor
    # An address of a card that was joined with another leads to that one, for whoever may see it.
    joined = Person.objects.filter(pk=pk).exclude(joined_into=None).values_list("joined_into_id", flat=True).first()
    if joined is not None:
        return redirect("person", get_visible(Person, actor, joined).pk)
    row = get_visible(Person, actor, pk, "user")
    services.note_reading(actor=actor, person=row)
    roles = list(queries.roles_of(actor, row))
    context = {
        "person": row,
        "jobs": list(queries.employments_of(actor, row)),
        "places": list(queries.enrolments_of(actor, row)),
        "roles": roles,
        "guardians": list(queries.guardians_of(actor, row)),
        "wards": list(queries.wards_of(actor, row)),
        "invitation": queries.open_invitation(row),
        "link": queries.open_link(row),
        "may_manage": actor.may("people.manage"),
        "may_invite": actor.may("invitation.send"),
        "may_link": actor.may("invitation.send") and actor.may("pupils.view"),
        "may_appoint": actor.may("membership.appoint"),
        "may_hand_over": actor.may("handover.do")
        and any(role.organization_id in actor.organization_ids for role in roles),
        "reach": set(actor.organization_ids),
        "today": actor.today,
    }
    return render(request, "accounts/person.html", context)


@requires("people.manage")
def person_create(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    children = queries.list_for(actor, group=queries.PUPILS) if _own_school(actor) else None
    form = PersonCreateForm(
        posted(request),
        organizations=_reach(actor, request),
        children=children,
        today=actor.today,
        initial={
            "organization": whole_number(request.GET.get("organization")) or actor.organization_id,
            "being": request.GET.get("being", "staff"),
        },
    )
    twins: list[Person] = []
    if request.method == "POST" and form.is_valid():
        twins = [] if form.cleaned_data["sure"] else queries.duplicates_of(actor, form.details())
        made: list[Person] = []
        if not twins and done_by(form, lambda: made.append(_create(actor, form))):
            say(request, _("Карточка заведена"))
            return redirect("person", made[0].pk)
    context = {"form": form, "twins": twins, "own_school": children is not None}
    return render(request, "accounts/person_create.html", context, status=_status(form, twins))


def _create(actor: Actor, form: PersonCreateForm) -> Person:
    employment = form.employment()
    data = form.cleaned_data
    return services.create(
        actor=actor,
        organization=employment.organization if employment else actor.organization,
        fields=form.details(),
        employment=employment,
        enrolment=form.enrolment(actor.organization),
        child=data["child"] if form.what == PARENT else None,
    )


@requires("people.manage")
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    row = get_visible(Person, actor, pk)
    name = row.full_name
    form = PersonForm(posted(request), instance=row)
    twins: list[Person] = []
    if request.method == "POST" and form.is_valid():
        fields, version = form.details(), form.cleaned_data["version"] or 0
        renamed = {"last_name", "first_name", "birth_date", "email"} & set(form.changed_data)
        if renamed and not form.cleaned_data["sure"]:
            twins = queries.duplicates_of(actor, fields, without=row)
        if not twins and done_by(form, lambda: services.edit(actor=actor, person=row, version=version, fields=fields)):
            say(request, _("Карточка сохранена"))
            return redirect("person", pk)
    context = {"form": form, "name": name, "pk": pk, "twins": twins}
    return render(request, "accounts/person_edit.html", context, status=_status(form, twins))


@requires("people.manage")
def employment_add(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    row = get_visible(Person, actor, pk)
    form = EmploymentForm(
        posted(request),
        organizations=_reach(actor, request),
        initial={"organization": actor.organization_id, "since": actor.today},
    )
    valid = request.method == "POST" and form.is_valid()
    if valid and done_by(form, lambda: services.add_employment(actor=actor, person=row, fields=form.details())):
        say(request, _("Место работы записано"))
        return redirect("person", pk)
    return _small_form(request, form, row, _("Добавить место работы"), _("Записать место работы"))


@requires("people.manage")
def employment_end(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    job = Employment.objects.filter(organization_id__in=actor.organization_ids, pk=pk).select_related("person").first()
    if job is None:
        raise Http404
    form = EndForm(posted(request), initial={"on": actor.today})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if done_by(
            form, lambda: services.end_employment(actor=actor, employment=job, on=data["on"], reason=data["reason"])
        ):
            say(request, _("Место работы закрыто. Роли снимают отдельно: их можно передать преемнику"))
            return redirect("person", job.person_id)
    title = _("Закрыть место работы: %s?") % job.title
    return _small_form(request, form, job.person, title, _("Закрыть место работы"))


@requires("people.manage")
def student_class(request: HttpRequest, pk: int) -> HttpResponse:
    """Into another class."""
    actor: Actor = request.actor
    row = get_visible(Person, actor, pk)
    form = EnrolmentForm(posted(request), initial={"since": actor.today})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        fields = services.EnrolmentFields(actor.organization, data["class_label"], data["since"])
        if done_by(form, lambda: services.enroll(actor=actor, person=row, fields=fields)):
            say(request, _("Класс записан"))
            return redirect("person", pk)
    return _small_form(request, form, row, _("Перевести в другой класс"), _("Записать класс"))


@requires("people.manage")
def student_leave(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    profile = (
        StudentProfile.objects.filter(organization_id=actor.organization_id, pk=pk).select_related("person").first()
    )
    if profile is None or not _own_school(actor):
        raise Http404
    form = EndForm(posted(request), initial={"on": actor.today})
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        if done_by(form, lambda: services.end_enrolment(actor=actor, profile=profile, on=on)):
            say(request, _("Выбытие записано"))
            return redirect("person", profile.person_id)
    return _small_form(request, form, profile.person, _("Отметить выбытие?"), _("Отметить выбытие"))


def _small_form(request: HttpRequest, form: Any, row: Person, title: str, button: str) -> HttpResponse:
    context = {"form": form, "person": row, "title": title, "button": button}
    return render(request, "accounts/person_small_form.html", context, status=_status(form))


def _status(form: Any, twins: Any = ()) -> int:
    return 422 if form.is_bound and (form.errors or twins) else 200

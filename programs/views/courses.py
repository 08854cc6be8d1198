"""Courses and internship sites: the list, the page of one with enrolling, announcing, and who has passed."""

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import OrganizationKind
from accounts.permissions import Actor, get_visible, requires
from accounts.refusal import Refusal
from accounts.tables import as_xlsx, attached
from accounts.views.shared import done_by, page_of, posted, ticked, version_read, whole_number

from ..forms.courses import CourseCallOffForm, CourseFilter, CourseForm
from ..models import TrainingCourse, TrainingEnrolment
from ..queries import courses as queries
from ..queries.program_courses import programs_of
from ..queries.reach import TEACHERS
from ..services import course_people, courses
from ..workflow import possible

PAGE = 100  # people on one page


@require_safe
@requires("course.view")
def course_list(request: HttpRequest) -> HttpResponse:
    """Open to the reader, his own, his organization's, closed ones (S4 п. 5.1)."""
    actor: Actor = request.actor
    tab = request.GET.get("tab", "")
    tab = tab if tab in queries.TABS else "open"
    form = CourseFilter(request.GET)
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:100]
    page = page_of(request, queries.course_rows(actor, tab, kind, text))
    mine = queries.own_states(actor, list(page))
    for row in page:
        row.mine = mine.get(row.pk)
    manages = actor.may("course.manage")
    labels = [("open", _("Идёт запись")), ("mine", _("Мои"))]
    labels += [("own", _("Мы проводим"))] if manages else []
    labels += [("past", _("Запись закрыта"))]
    address = reverse("course_list")
    context = {
        "page": page, "form": form, "tab": tab, "manages": manages, "filtered": bool(kind or text),
        "tabs": [{"label": label, "url": f"{address}?tab={key}", "current": key == tab} for key, label in labels],
        "employed": bool(page.object_list) or manages or queries.is_employed(actor),
        "sees_passed": manages and actor.organization.kind not in TEACHERS,
    }  # fmt: skip
    return render(request, "programs/course_list.html", context)


@require_safe
@requires("course.view")
def course_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    course = get_visible(TrainingCourse, actor, pk, "organization__region", "program_ref")
    return _detail(request, course, CourseCallOffForm())


def _detail(request: HttpRequest, course: TrainingCourse, off: CourseCallOffForm) -> HttpResponse:
    actor: Actor = request.actor
    manages = actor.may("course.manage")
    organizer = queries.organizes(actor, course)
    entered = course_people.is_entered(course)
    fitting = queries.whom_it_is_for(course, actor.organization)
    mine = queries.own_states(actor, [course]).get(course.pk)
    at_school = manages and actor.organization.kind == OrganizationKind.SCHOOL
    ours = list(queries.people_at(course, organization_id=actor.organization_id)) if at_school else []
    known = {row.person_id for row in ours}
    context = {
        "course": course, "organizer": organizer, "entered": entered, "mine": mine, "manages": manages,
        "can_enrol": entered and mine is None and fitting.filter(pk=actor.person_id).exists(),
        "at_school": at_school, "ours": ours, "verbs": possible(course, actor), "off": off,
        "others": page_of(request, fitting.exclude(pk__in=known), PAGE) if at_school and entered else None,
        "people": _people(page_of(request, queries.people_at(course), PAGE, param="list")) if organizer else None,
        "counts": queries.counts_of(course) if organizer else {},
        "used": programs_of(course) if organizer and course.state != "draft" else {},
        "organizations": queries.by_organization(course, actor),
        "began": course.starts_on <= actor.today, "ended": course.ends_on <= actor.today,
        "audience": [label for code, label in TrainingCourse.Audience.choices if code in course.audience],
        "areas": [label for code, label in CourseForm.base_fields["areas"].choices if code in course.areas],
    }  # fmt: skip
    return render(request, "programs/course_detail.html", context, status=422 if off.is_bound else 200)


def _people(page: Page) -> Page:
    rows = list(page.object_list)
    posts = queries.posts_of(rows)
    for row in rows:
        row.post = posts.get((row.person_id, row.organization_id), "")
    page.object_list = rows
    return page


@require_http_methods(["GET", "POST"])
@requires("course.manage")
def course_new(request: HttpRequest) -> HttpResponse:
    """A draft; ``?area`` is a difficulty that a map of them has shown."""
    offered = {"areas": [request.GET["area"]]} if request.GET.get("area") else {}
    form = CourseForm(posted(request), initial=offered)
    if request.method == "POST" and form.is_valid():
        made: list[TrainingCourse] = []
        if done_by(form, lambda: made.append(courses.draft(actor=request.actor, fields=form.values()))):
            messages.success(request, _("Черновик сохранён. Объявите набор, когда всё готово"))
            return redirect("course_detail", made[0].pk)
    context = {"form": form, "course": None}
    return render(request, "programs/course_edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("course.manage")
def course_edit(request: HttpRequest, pk: int) -> HttpResponse:
    course = _own(request, pk)
    form = CourseForm(posted(request), instance=course)
    if request.method == "POST" and form.is_valid():
        told = {"version": form.cleaned_data["version"] or 0, "fields": form.values()}
        if done_by(form, lambda: courses.edit(actor=request.actor, course=course, **told)):
            messages.success(request, _("Изменения сохранены"))
            return redirect("course_detail", pk)
    context = {"form": form, "course": course}
    return render(request, "programs/course_edit.html", context, status=422 if form.is_bound else 200)


def _own(request: HttpRequest, pk: int) -> TrainingCourse:
    """Of the reader's own organization; another's is not found here."""
    rows = TrainingCourse.objects.filter(organization_id=request.actor.organization_id)
    return get_object_or_404(rows.select_related("organization__region"), pk=pk)


@require_POST
@requires("course.manage")
def course_move(request: HttpRequest, pk: int) -> HttpResponse:
    course = _own(request, pk)
    if request.POST.get("verb") == "call_off":
        off = CourseCallOffForm(request.POST)
        if not off.is_valid():
            return _detail(request, course, off)
        courses.call_off(actor=request.actor, course=course, reason=off.cleaned_data["reason"])
        messages.success(request, _("Отменено, записавшиеся узнают почему"))
    else:
        courses.announce(actor=request.actor, course=course)
        messages.success(request, _("Набор объявлен: его видят все, для кого он"))
    return redirect("course_detail", pk)


@require_POST
@requires("course.view")
def course_enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Himself by one press; with ``verb=people`` those ticked of one's school (S3 п. 3.9 куратор, 6)."""
    actor: Actor = request.actor
    course = get_visible(TrainingCourse, actor, pk, "organization__region")
    if request.POST.get("verb") == "people":
        rows = course_people.enrol(actor=actor, course=course, people=ticked(request, "person"))
        waiting = sum(row.state == "waiting" for row in rows)
        told = ngettext("Записан %d человек", "Записано человек: %d", len(rows)) % len(rows)
        messages.success(request, f"{told}. {_('Ждут места: %d') % waiting}" if waiting else told)
    else:
        rows = course_people.enrol(actor=actor, course=course)
        if rows and rows[0].state == "waiting":
            messages.success(request, _("Мест нет: вы в листе ожидания. Освободится место, система сообщит"))
        else:
            messages.success(request, _("Вы записаны"))
    return redirect("course_detail", pk)


@require_POST
@requires("course.view")
def course_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` of an enrolment: of oneself, of one's school or of one's course."""
    enrolment = get_visible(TrainingEnrolment, request.actor, pk, "course")
    course_people.leave(actor=request.actor, enrolment=enrolment)
    messages.success(request, _("Запись снята"))
    return redirect("course_detail", enrolment.course_id)


@require_http_methods(["GET", "POST"])
@requires("course.manage")
def course_people_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has passed: all by one press, then page by page those who have not, hours and documents."""
    actor, course = request.actor, _own(request, pk)
    if request.method == "POST":
        if request.POST.get("verb") == "all":
            number = course_people.complete(actor=actor, course=course)
            messages.success(request, ngettext("Прошёл %d человек", "Прошли обучение: %d", number) % number)
        else:
            course_people.mark(actor=actor, course=course, version=version_read(request), said=_said(request))
            messages.success(request, _("Отметки сохранены"))
        return redirect(f"{reverse('course_people', args=[pk])}?{request.POST.get('query', '')[:300]}")
    page = _people(page_of(request, queries.people_at(course).seated().order_by(
        "person__last_name", "person__first_name", "pk"
    ), PAGE))  # fmt: skip
    context = {
        "course": course, "page": page, "query": request.GET.urlencode(),
        "began": course.starts_on <= actor.today, "ended": course.ends_on <= actor.today,
    }  # fmt: skip
    return render(request, "programs/course_people.html", context)


def _said(request: HttpRequest) -> dict[int, course_people.Outcome]:
    passed, said = set(ticked(request, "passed")), {}
    for pk in ticked(request, "row"):
        hours = request.POST.get(f"hours_{pk}", "").strip()
        number = whole_number(hours)
        if hours and not (number and number <= 2000):
            raise Refusal(_("Часы пишут числом от 1 до 2000"), todo=_("Вернитесь и поправьте часы"))
        document = request.POST.get(f"document_{pk}", "").strip()[:200]
        said[pk] = course_people.Outcome(pk in passed, number or None, document)
    return said


@require_safe
@requires("course.manage")
def course_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Names, posts, schools and what became of them; employees alone, no pupil is ever enrolled."""
    actor, course = request.actor, _own(request, pk)
    people = course_people.download(actor=actor, course=course)
    posts = queries.posts_of(people)
    columns = [
        _("Фамилия, имя, отчество"), _("Должность"), _("Организация"), _("Район"), _("Состояние"), _("Записан"),
        _("Часов"), _("Завершено"), _("Документ"),
    ]  # fmt: skip
    lines = [
        [
            row.person.full_name, posts.get((row.person_id, row.organization_id), ""), row.organization.short_name,
            row.organization.parent.short_name if row.organization.parent else "", str(row.get_state_display()),
            f"{row.enrolled_at.astimezone(actor.zone):%d.%m.%Y}", row.hours,
            f"{row.completed_on:%d.%m.%Y}" if row.completed_on else "", row.document,
        ]
        for row in people
    ]  # fmt: skip
    notes = [course.title, f"{course.starts_on:%d.%m.%Y} – {course.ends_on:%d.%m.%Y}"]
    return attached(as_xlsx(_("Список обучающихся"), notes, columns, lines), f"course-{course.pk}.xlsx")


@require_safe
@requires("course.manage")
def course_passed(request: HttpRequest) -> HttpResponse:
    """Who learns and who has passed: a school by name, a body by schools, then one school by name (S1 п. 4.2.1)."""
    actor: Actor = request.actor
    schools = queries.involved(actor)
    own = actor.organization.kind == OrganizationKind.SCHOOL
    asked = actor.organization_id if own else whole_number(request.GET.get("school")) or 0
    chosen = next((row for row in schools if row["school"].pk == asked), None)
    sees_people = actor.may("people.view")
    named = chosen is not None and (own or sees_people)
    context = {
        "schools": page_of(request, schools, param="schools"), "chosen": chosen, "own": own,
        "sees_people": sees_people, "year": queries.year_of(actor)[0],
        "page": page_of(request, queries.passed_rows(actor, asked), PAGE) if named else None,
    }  # fmt: skip
    return render(request, "programs/course_passed.html", context)

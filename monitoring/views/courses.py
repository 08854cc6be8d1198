"""The list of a course as a spreadsheet, for its organizer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.permissions import requires
from accounts.tables import as_xlsx, attached
from programs.models import TrainingCourse
from programs.queries.courses import people_at, posts_of


@require_safe
@requires("course.manage")
def course_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Names, posts, schools and what became of them; employees alone, no pupil is ever enrolled."""
    rows = TrainingCourse.objects.filter(organization_id=request.actor.organization_id)
    course = get_object_or_404(rows.select_related("organization"), pk=pk)
    people = list(people_at(course))
    posts = posts_of(people)
    columns = [
        _("Фамилия, имя, отчество"), _("Должность"), _("Организация"), _("Район"), _("Состояние"), _("Записан"),
        _("Часов"), _("Завершено"), _("Документ"),
    ]  # fmt: skip
    lines = [
        [
            row.person.full_name, posts.get((row.person_id, row.organization_id), ""), row.organization.short_name,
            row.organization.parent.short_name if row.organization.parent else "", str(row.get_state_display()),
            f"{row.enrolled_at.astimezone(request.actor.zone):%d.%m.%Y}", row.hours,
            f"{row.completed_on:%d.%m.%Y}" if row.completed_on else "", row.document,
        ]
        for row in people
    ]  # fmt: skip
    notes = [course.title, f"{course.starts_on:%d.%m.%Y} – {course.ends_on:%d.%m.%Y}"]
    audit.record(request.actor, "trainingcourse.download", course, people=len(lines))
    return attached(as_xlsx(_("Список обучающихся"), notes, columns, lines), f"course-{course.pk}.xlsx")

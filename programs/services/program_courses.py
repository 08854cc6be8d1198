"""A programme carried out within a course of advanced training is linked with it (S5 п. 4.3.2)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Program
from ..queries.participants import manages
from ..queries.program_courses import courses_for, may_link


@transaction.atomic
def link(*, actor: Actor, program: Program, course_id: int | None, seen: int | None) -> Program:
    """Choose the course, another one, or none. ``seen`` is what the page showed; the same twice changes nothing."""
    row = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    if not manages(actor, row):
        raise Refusal(_("Курс программы выбирает куратор"), code="permission")
    if row.training_course_id == course_id:
        return row
    if not may_link(actor, row):
        raise Refusal(
            _("Программа завершена: её курс больше не меняют"), todo=_("Выберите курс в программе, которая идёт")
        )
    if row.training_course_id != seen:
        raise Refusal(
            _("Курс программы уже изменили"), code="stale", todo=_("Откройте программу снова: там выбран другой")
        )
    if course_id is not None and not courses_for(actor, row).filter(pk=course_id).exists():
        raise Refusal(
            _("На этот курс никто из пары не записан, и запись на него закрыта"),
            todo=_("Выберите курс, где участники записаны, или тот, на который идёт запись"),
        )
    former, row.training_course_id = row.training_course_id, course_id
    row.save(update_fields=["training_course"])
    audit.record(actor, "program.link_course" if course_id else "program.unlink_course", row,
                 course=course_id, former=former)  # fmt: skip
    return row

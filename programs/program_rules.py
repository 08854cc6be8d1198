"""What must hold before a programme moves on: the guards of Program and PlanActivity."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from accounts.refusal import Refusal

from .models import Meeting, PlanActivity, Program, ProgramTemplate
from .models.program import AT_WORK
from .queries.closing import checklist
from .queries.measured import measured
from .queries.plan_rules import areas_without_lines, empty_sections, needs_council, rules_of, silent_mentees
from .transition import Facts


def plan_is_drawn_up(program: Program, actor: Actor, facts: Facts) -> None:
    if not program.plan.exists():
        raise Refusal(_("В плане нет ни одного мероприятия"), todo=_("Добавьте мероприятия или возьмите образец"))


def rationale_is_complete(program: Program, actor: Actor, facts: Facts) -> None:
    """The sections that the regulation lists: eight in S3 п. 4.8."""
    rules = rules_of(program, actor.today)
    empty = empty_sections(program, rules)
    if empty:
        raise Refusal(
            _t("В пояснительной записке не заполнено: %s") % ", ".join(empty),
            clause=rules["rationale_sections"].basis,
            todo=_("Заполните эти разделы"),
            missing=tuple(empty),
        )


def difficulties_have_lines(program: Program, actor: Actor, facts: Facts) -> None:
    rules = rules_of(program, actor.today)
    bare = areas_without_lines(program, rules)
    if bare:
        raise Refusal(
            _t("В плане нет мероприятий по затруднениям из запроса: %s") % ", ".join(bare),
            clause=rules["plan_directions"].basis,
            todo=_("Добавьте хотя бы одно мероприятие на каждое или поправьте запрос"),
            missing=tuple(bare),
        )


def mentees_took_part(program: Program, actor: Actor, facts: Facts) -> None:
    """Whoever sends it has written it himself; the others have said at least a word (S4 п. 5.1)."""
    silent = [member.person.full_name for member in silent_mentees(program) if member.person_id != actor.person_id]
    if silent:
        raise Refusal(
            _t("Наставляемый ещё не участвовал в составлении: %s") % ", ".join(silent),
            clause=_("право наставляемого участвовать в составлении своей программы"),
            todo=_("Попросите его открыть проект: согласиться можно одним нажатием"),
            missing=tuple(silent),
        )


def remark_is_given(program: Program, actor: Actor, facts: Facts) -> None:
    if not str(facts.get("remark", "")).strip():
        raise Refusal(_("Программу возвращают с замечанием"), todo=_("Напишите, что поправить"))


def council_has_agreed(program: Program, actor: Actor, facts: Facts) -> None:
    rules = rules_of(program, actor.today)
    if program.council_agreed_on is None and needs_council(program, rules, actor.today):
        raise Refusal(
            _t("Программу сначала согласует %s") % rules.value("council_label"),
            clause=rules["council_required"].basis,
            todo=_("Отправьте её на согласование: утвердить можно после решения"),
        )


def word_is_asked_anew(program: Program, actor: Actor, facts: Facts) -> None:
    """From the curator back to the council only where its word is wanted: the words have changed since it was given."""
    if program.state == Program.State.CURATOR_CHECK and program.council_agreed_on is not None:
        raise Refusal(_("Программа уже согласована"), todo=_("Её утверждает куратор"), code="already")


def entry_is_measured(program: Program, actor: Actor, facts: Facts) -> None:
    """Where both measures are required, no programme begins without the first: it cannot be made up for afterwards
    (S2 разд. 10). One that was taken after the first meeting is «late», and enough to begin.
    """
    rules = rules_of(program, actor.today)
    asked = rules.value("monitoring.process") or rules.value("monitoring.impact")  # nothing to measure: nothing is owed
    if not asked or rules.value("monitoring.entry_exit") != "required":
        return
    found = measured(program.unit)
    if found.entry is not None:
        return
    whose = f": {', '.join(found.no_entry)}" if found.no_entry else ""
    raise Refusal(
        _t("Замеры до программы есть не у всех наставляемых%s") % whose,
        clause=rules["monitoring.entry_exit"].basis,
        todo=_("Внесите их на странице «Замеры»: без них не посчитать, что изменилось"),
        missing=found.no_entry,
    )


def short_term_is_planned(program: Program, actor: Actor, facts: Facts) -> None:
    """The short-term kind has goals and a schedule beforehand: its words, or meetings that are planned already."""
    if "SHORT_TERM" not in program.unit.kinds:
        return
    planned = program.schedule.strip() or program.unit.meetings.filter(state=Meeting.State.PLANNED).exists()
    missing = tuple(
        str(word) for word, there in ((_("цели"), program.goal.strip()), (_("график встреч"), planned)) if not there
    )
    if missing:
        raise Refusal(
            _t("Краткосрочное наставничество планируют заранее, не хватает: %s") % ", ".join(missing),
            clause=rules_of(program, actor.today)["kinds"].basis,
            todo=_("Заполните «Цель» и «Расписание встреч» в программе или назначьте встречи"),
            missing=missing,
        )


def party_knows(program: Program, actor: Actor, facts: Facts) -> None:
    """A curator who is in the pair is told so, and says that he approves nevertheless (S1 and S5 § 4.1.5)."""
    if facts.get("knowing") or not program.unit.members.filter(person_id=actor.person_id, left_on=None).exists():
        return
    raise Refusal(
        _("Вы сами участник этой пары"),
        todo=_("Пусть программу утвердит другой куратор. Если его нет, подтвердите: это останется в журнале"),
        code="party",
    )


def plan_is_done(program: Program, actor: Actor, facts: Facts) -> None:
    left = program.plan.filter(state=PlanActivity.State.PLANNED).count()
    if left:
        raise Refusal(
            _t("В плане остались невыполненные мероприятия: %s") % left,
            todo=_("Отметьте сделанное, измените план с согласия обеих сторон или завершите программу досрочно"),
        )


def closing_is_ready(program: Program, actor: Actor, facts: Facts) -> None:
    """Where the regulation requires it, nothing of the closing is left open (S2 этапы 6 и 7).

    Measures before and after may be required by themselves (S2 разд. 10).
    """
    rules = rules_of(program, actor.today)
    all_of_it = rules.value("completion_requires") == "required"
    by = "completion_requires" if all_of_it else "monitoring.entry_exit"
    if not all_of_it and rules.value(by) != "required":
        return
    wanting = [item for item in checklist(program, rules, names=actor.may("measure.enter")) if not item.done]
    missing = tuple(item.label for item in wanting if all_of_it or item.code == "exit_measure")
    if missing:
        raise Refusal(
            _t("Для завершения не хватает: %s") % ", ".join(missing),
            clause=rules[by].basis,
            todo=_("Заполните это на странице завершения"),
            missing=missing,
        )


def programme_is_at_work(line: PlanActivity, actor: Actor, facts: Facts) -> None:
    if line.program.state not in AT_WORK:
        raise Refusal(
            _t("Отметки ставят, пока программа идёт. Сейчас: %s") % line.program.get_state_display(),
            todo=_("До утверждения план правят на странице программы"),
        )


def trial_has_begun(template: ProgramTemplate, actor: Actor, facts: Facts) -> None:
    if template.trial_from is None:
        raise Refusal(_("У апробации есть первый день"), todo=_("Укажите, с какого дня образец пробуют"))
    if not template.lines.exists():
        raise Refusal(_("В образце нет ни одного мероприятия"), todo=_("Добавьте мероприятия"))


def trial_is_over(template: ProgramTemplate, actor: Actor, facts: Facts) -> None:
    """Recommended or not by what the trial has shown (S1 4.1.4, S3 п. 3.10)."""
    if template.trial_to is None or not template.trial_outcome.strip():
        raise Refusal(_("У апробации есть последний день и итог"), todo=_("Напишите, что показала апробация"))
    if template.trial_from is None or template.trial_to < template.trial_from:
        raise Refusal(_("Апробация кончилась раньше, чем началась"), todo=_("Проверьте даты"))

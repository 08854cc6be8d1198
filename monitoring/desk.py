"""What of the month's reports waits on the first page; the school's own term is shown by accounts as a deadline."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import desk, navigation
from accounts.desk import DeskItem
from accounts.models import OrganizationKind
from accounts.permissions import Actor
from accounts.queries.deadlines import closed_by_act
from accounts.templatetags.ui_words import counted
from programs.queries.execution import percent

from .models import PeriodReport
from .queries.figures import month_figures
from .words import DEADLINES, month_name, title_of

for kind in DEADLINES.values():
    closed_by_act(kind, gettext_lazy("Откройте отчёт и подтвердите его: срок закроется в ту же минуту"))


@desk.register
def schools_to_hear_from(actor: Actor) -> list[DeskItem]:
    """The newest month: who has not handed in, and whose report waits to be accepted. One query."""
    if not actor.may("report.accept"):
        return []
    visible = PeriodReport.objects.visible_to(actor).monthly()
    rows = visible.filter(organization__closed_on=None, period__lte=actor.today)
    newest_first = rows.order_by("-period")
    newest = list(
        newest_first.filter(period=newest_first.values("period")[:1]).values_list("period", "state", "due_on")
    )
    owing = [row for row in newest if row[1] in ("auto_generated", "returned")]
    waiting = [row for row in newest if row[1] == PeriodReport.State.CONFIRMED]
    url, items = reverse("municipality_board"), []
    if owing:
        day = max(row[2] for row in owing)
        words = _("%(schools)s отчёт за %(month)s")
        schools = counted(len(owing), _("школа не сдала|школы не сдали|школ не сдали"))
        items.append(
            DeskItem(
                title=words % {"schools": schools, "month": month_name(newest[0][0])},
                detail=_("Кому звонить и чего не хватает"),
                url=f"{url}?state=owing",
                label=_("Открыть"),
                due=day,
                late=day < actor.today,
            )
        )
    if waiting:
        words = counted(len(waiting), _("отчёт ждёт приёмки|отчёта ждут приёмки|отчётов ждут приёмки"))
        items.append(DeskItem(title=words, url=f"{url}?state=waiting", label=_("Принять")))
    return items


@desk.register
def reports_to_confirm(actor: Actor) -> list[DeskItem]:
    """The school's own months: what the report says in one line, and the one press that hands it in."""
    if not actor.may("report.confirm"):
        return []
    rows = PeriodReport.objects.visible_to(actor).filter(
        organization_id=actor.organization_id, sender=actor.role, state__in=["auto_generated", "returned"]
    )
    return [_to_confirm(report, actor) for report in rows.filter(period__lte=actor.today).order_by("period")]


def _to_confirm(report: PeriodReport, actor: Actor) -> DeskItem:
    if report.kind != PeriodReport.Kind.MONTHLY:
        return DeskItem(
            title=_("Подтвердить %s") % title_of(report),
            detail=_("Составлен системой: проверьте и подтвердите одним нажатием"),
            url=reverse("report_detail", args=[report.pk]),
            press=reverse("report_confirm", args=[report.pk]),
            label=_("Подтвердить"),
            due=report.due_on,
            late=report.due_on < actor.today,
        )
    figures = month_figures([actor.organization], report.period)[actor.organization_id]
    plan, unheard = figures["plan_done"], figures["held"].parts.get("unconfirmed", 0)
    words = [
        counted(figures["units"].value, _("пара|пары|пар")),
        counted(figures["confirmed"].value, _("встреча подтверждена|встречи подтверждены|встреч подтверждено")),
    ]
    if unheard:
        words.append(_("без подтверждения %s") % unheard)
    if whole := plan.parts.get("planned", 0):
        words.append(
            _("планы: %(done)s из %(all)s, %(percent)s %%")
            % {"done": plan.value, "all": whole, "percent": percent(plan.value, whole)}
        )
    return DeskItem(
        title=_("Подтвердить отчёт за %s") % month_name(report.period),
        detail=f"{'; '.join(words)}.",
        url=reverse("report_detail", args=[report.pk]),
        press=reverse("report_confirm", args=[report.pk]),
        label=_("Подтвердить"),
        due=report.due_on,
        late=report.due_on < actor.today,
    )


@navigation.counts("municipality_board")
def owing(actor: Actor) -> navigation.Count:
    rows = (
        PeriodReport.objects.visible_to(actor)
        .monthly()
        .filter(state__in=["auto_generated", "returned"], due_on__lt=actor.today, organization__closed_on=None)
    )
    return navigation.Count(rows.count(), gettext_lazy("не сдано в срок"), late=True)


@navigation.counts("report_list")
def to_confirm(actor: Actor) -> navigation.Count:
    if actor.organization.kind != OrganizationKind.SCHOOL:  # a body's own summary stands on its first page
        return navigation.Count(0, gettext_lazy("ждут подтверждения"))
    rows = PeriodReport.objects.visible_to(actor).filter(
        organization_id=actor.organization_id, sender=actor.role, state__in=["auto_generated", "returned"]
    )
    return navigation.Count(rows.count(), gettext_lazy("ждут подтверждения"))

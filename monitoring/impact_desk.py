"""Measures that are wanting, on the first page of those who take them; how they read in the journal."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import desk, journal
from accounts.desk import DeskItem
from accounts.permissions import Actor
from accounts.templatetags.ui_words import counted
from programs.models import Meeting, Unit, UnitMember
from programs.queries.regulations import effective_regulation

from .models import IndicatorValue
from .queries.measures import units_to_measure

journal.register_verbs(
    {
        "unit.measure": gettext_lazy("Внесены замеры пары"),
        "ownindicator.add": gettext_lazy("Добавлен показатель региона"),
        "ownindicator.retire": gettext_lazy("Показатель региона снят"),
        "impactconclusion.sign": gettext_lazy("Записано предположение о влиянии"),
    }
)


@desk.register
def pairs_to_measure(actor: Actor) -> list[DeskItem]:
    """Where both measures are required: pairs that will meet without an entry, pairs that ended without an exit."""
    if not actor.may("measure.enter"):
        return []
    asked = effective_regulation(actor.organization, actor.today)["monitoring.entry_exit"]
    if asked.value != "required":
        return []
    mentee = UnitMember.objects.filter(unit=OuterRef("pk"), side=UnitMember.Side.MENTEE)
    unmeasured = {
        point: Exists(mentee.exclude(pk__in=IndicatorValue.objects.filter(point=point).values("member_id")))
        for point in ("entry", "exit")
    }
    at = {"member": OuterRef("member_id"), "code": OuterRef("code")}
    again = Exists(IndicatorValue.objects.filter(point="exit", **at))
    once = IndicatorValue.objects.filter(member__unit=OuterRef("pk"), member__side=UnitMember.Side.MENTEE)
    half = Exists(once.filter(member__left_on=None, point="entry").exclude(again))
    began = Exists(Meeting.objects.filter(unit=OuterRef("pk"), state__in=["held", "confirmed"]))
    rows = units_to_measure(actor).prefetch_related(None)
    entry = rows.filter(~began, unmeasured["entry"]).exclude(state=Unit.State.CLOSED).count()
    ended = Q(state=Unit.State.CLOSED) | Q(programs__state="completing")
    out = rows.filter(ended, unmeasured["exit"] | half).distinct().count()
    items = []
    if entry:
        words = counted(entry, _("пара ждёт|пары ждут|пар ждут"))
        detail = _("Сделайте его до первой встречи: потом он будет помечен как поздний. %s") % asked.basis
        items.append(DeskItem(
            title=_("%s замера до программы") % words, detail=detail, url=reverse("measure_list"), label=_("Внести"),
        ))  # fmt: skip
    if out:
        words = counted(out, _("пара ждёт|пары ждут|пар ждут"))
        detail = _("Без него программа не завершается и влияние не посчитать. %s") % asked.basis
        items.append(DeskItem(
            title=_("%s замера после программы") % words, detail=detail, url=reverse("measure_list"), label=_("Внести"),
        ))  # fmt: skip
    return items

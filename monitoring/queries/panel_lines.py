"""The numbers of a panel as a table: what stands now, what stood then, where the records are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from programs.queries.execution import percent
from programs.regulation.catalogue.choices import FORMS

from ..panel_figures import FORM, RECENT_DAYS, SHARE, SHARE_CODES, SILENT_DAYS
from .coverage import SHARES
from .panel_needs import Need
from .panels import SATISFIED, Panel

RULES = "stage_list?look=rules"
# codes that are added up, title, where a school's own records are, where a body's are
Source = tuple[tuple[str, ...], str | Promise, str, str]
GROUPS: tuple[tuple[Promise, tuple[Source, ...]], ...] = (
    (_("Пары и группы"), (
        (("held",), _("закреплены"), "unit_list", ""),
        (("unit.active",), _("из них работают"), "unit_list", ""),
        (("unit.paused", "unit.replacing"), _("стоят: пауза или замена наставника"), "unit_list", ""),
        (("unit.proposed", "unit.agreed", "unit.consented"), _("составляются, ещё не закреплены"), "unit_list", ""),
        (("closed",), _("завершены с 1 сентября"), "unit_list", ""),
    )),
    (_("Кому нужна помощь"), (
        (("trouble",), _("пар с тревожным признаком"), "unit_list", ""),
        (("calls",), _("просьба о помощи больше суток без ответа"), "unit_list", ""),
        (("silent",), format_lazy(_("не встречались больше {} дней"), SILENT_DAYS), "unit_list", ""),
        (("behind",), _("план отстаёт"), "program_list", ""),
        (("unconfirmed",), _("встречи не подтверждены дольше недели"), "unit_list", ""),
    )),
    (_("Встречи и программы"), (
        (("meetings",), format_lazy(_("встреч за {} дней"), RECENT_DAYS), "unit_list", ""),
        (("confirmed",), _("из них подтверждены"), "unit_list", ""),
        (("running",), _("программ идёт"), "program_list", ""),
        (("completed",), _("программ завершено с 1 сентября"), "program_list", ""),
        (("terminated",), _("программ прекращено с 1 сентября"), "program_list", ""),
    )),
    (_("Люди"), (
        (("mentors",), _("наставников в банке"), "mentor_list", ""),
        (("idle",), _("из них никого не ведут"), "mentor_list", ""),
        (("mentees",), _("наставляемых в банке"), "mentee_list", ""),
        (("waiting",), _("ждут наставника"), "mentees_alone", "deficit_board"),
        (("consents",), _("согласий ждут ответа"), "", RULES),
        (("no_consent",), _("в базе без согласия на обработку данных"), "", RULES),
        (("unchecked",), _("наставников не из школы без справки"), "mentor_list", RULES),
    )),
    (_("Сроки и документы"), (
        (("overdue",), _("сроков прошло"), "deadline_list", "year_calendar"),
        (("reports",), _("месячных отчётов не сдано в срок"), "report_list", "period_board"),
        (("soon",), _("сроков на ближайшую неделю"), "deadline_list", "year_calendar"),
        (("to_sign",), _("приказов ждут подписи"), "order_list", ""),
        (("to_register",), _("приказов ждут номера"), "order_list", ""),
        (("unread",), _("не ознакомились с приказами, человек"), "order_list", ""),
        (("no_grounds",), _("приказов без оснований"), "order_list", RULES),
    )),
    (_("Рост педагогов"), (
        (("routes",), _("маршрутов идёт"), "route_list", ""),
        (("routes_done",), _("маршрутов пройдено с 1 сентября"), "route_list", ""),
    )),
)  # fmt: skip
STARTED: tuple[Promise, tuple[Source, ...]] = (_("Внедрение"), (
    (("schools",), _("школ"), "", "organization_list"),
    (("implemented",), _("внедрили: Положение, куратор, пара"), "", "stage_list"),
    (("late",), _("школ опаздывает"), "", "year_calendar"),
    (("no_statute",), _("без Положения"), "", ""),
    (("no_plan",), _("без дорожной карты"), "", ""),
    (("no_curator",), _("без куратора"), "", ""),
    (("no_pairs",), _("без единой пары"), "", ""),
))  # fmt: skip
PERMISSIONS = {
    "unit_list": "unit.view", "program_list": "unit.view", "mentor_list": "bank.view", "mentee_list": "mentees.view",
    "mentees_alone": "support.manage", "deadline_list": "deadline.view", "report_list": "report.confirm",
    "order_list": "order.view", "route_list": "route.view", "deficit_board": "monitoring.view",
    "year_calendar": "deadline.view", "period_board": "monitoring.view", "organization_list": "organization.view",
    "matching": "unit.manage", "stage_list": "monitoring.view",
}  # fmt: skip

# Where a school does what its panel asks for.
DOING = {
    "calls": "unit_list", "silent": "unit_list", "unconfirmed": "unit_list", "behind": "program_list",
    "waiting": "mentees_alone", "no_pairs": "matching", "to_sign": "order_list", "unread": "order_list",
    "no_statute": "order_list",
}  # fmt: skip


def place_of(actor: Actor, made: Panel, need: Need) -> str:
    """The address of the records behind a need; empty where this reader opens none."""
    if need.code == "overdue" and actor.may("deadline.view") and made.body.pk in actor.organization_ids:
        chosen = {"organization": made.body.pk} if actor.reaches_below else {}
        return f"{reverse('deadline_list')}?{urlencode({'state': 'late', **chosen})}"
    name = DOING.get(need.code, "") if made.body == actor.organization and made.inside else ""
    return reverse(name) if name and actor.may(PERMISSIONS[name]) else ""


@dataclass(frozen=True)
class Line:
    title: str | Promise
    now: int
    before: int | None
    url: str = ""

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.now - self.before


@dataclass(frozen=True)
class Cover:
    """K1–K6 of a panel: ``whole`` 0 is «н/д»; ``told``: how many schools have told their number."""

    code: str
    title: str | Promise
    part: int
    whole: int
    told: int = -1
    before: str = ""

    @property
    def percent(self) -> str:
        return percent(self.part, self.whole)

    @property
    def share(self) -> str:
        return f"{self.percent} %" if self.whole else self.percent

    @property
    def parts(self) -> str:
        return _t("%(part)s из %(whole)s") % {"part": self.part, "whole": self.whole} if self.whole else "—"


def groups_of(actor: Actor, made: Panel) -> list[tuple[str | Promise, list[Line]]]:
    groups = GROUPS if made.inside else (STARTED, *GROUPS)
    now = made.figures
    then: Mapping[str, int] | None = made.before.figures if made.before else None
    found = [(title, list(_lines(sources, now, then, actor, made))) for title, sources in groups]
    forms = sorted({code for code in (*now, *(then or ())) if code.startswith(FORM)})
    if forms:
        sources = [((code,), FORMS.get(code.removeprefix(FORM), code), "", "") for code in forms]
        found.insert(1 if made.inside else 2, (_("По формам"), list(_lines(sources, now, then, actor, made))))
    return found


def _lines(
    sources: Iterable[Source], now: Mapping[str, int], then: Mapping[str, int] | None, actor: Actor, made: Panel
) -> Iterator[Line]:
    for codes, title, own, below in sources:
        name, mark, asked = (own if made.inside else below).partition("?")
        opens = bool(name) and made.body == made.root and actor.may(PERMISSIONS[name])
        before = None if then is None else sum(then.get(code, 0) for code in codes)
        yield Line(
            title, sum(now.get(code, 0) for code in codes), before, reverse(name) + mark + asked if opens else ""
        )


def coverage_of(made: Panel, satisfied: Mapping[str, tuple[int, int]]) -> list[Cover]:
    """``satisfied``: K5 and K6 as they may be told to this reader; what is missing is hidden or of nobody."""
    now, then = made.figures, made.before.figures if made.before else {}
    found = []
    for code in SHARE_CODES:
        part, whole, told = (now.get(f"{SHARE}{code}.{name}", 0) for name in ("part", "whole", "told"))
        past = then.get(f"{SHARE}{code}.whole", 0)
        before = percent(then[f"{SHARE}{code}.part"], past) if past else ""
        found.append(Cover(code, SHARES[code][0], part, whole, told, before))
    for code, title in SATISFIED:
        part, whole = satisfied.get(code, (0, 0))
        found.append(Cover(code, title, part, whole))
    return found

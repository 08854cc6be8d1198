"""What a staff list would change or has changed, by school and by row: one report for the page and the API."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.roles import Role
from accounts.search import normalized
from accounts.templatetags.ui_words import counted

from ..import_words import FIELDS
from ..models import ImportBatch, ImportRow
from ..models.bank_choices import Qualification

Verdict = ImportRow.Verdict
# group → actions of its rows; a row that waits for a decision is counted among «todo» whatever it would do
GROUPS = {
    "new": ("new",),
    "change": ("change", "link", "job", "return", "second", "transfer"),
    "leave": ("leave",),
    "same": ("same",),
    "passed": ("gone", "repeat", "former"),
}
OF_ACTION = {action: group for group, actions in GROUPS.items() for action in actions}
COLUMNS = ("new", "change", "leave", "todo", "torn", "same", "passed")


def group_of(action: str, verdict: str, torn: bool) -> str:
    if torn and verdict == Verdict.ASK:
        return "torn"
    if verdict in ImportRow.WAITING:
        return "todo"
    if verdict == Verdict.SKIPPED:
        return "passed"
    return "same" if verdict == Verdict.SAME else OF_ACTION.get(action, "todo")


def by_school(batch: ImportBatch) -> list[dict[str, Any]]:
    """Schools of the list with their numbers; rows whose school is not understood stand together without a name."""
    rows = batch.rows.order_by().values_list(
        "values__organization_id", "match__action", "verdict", "match__torn"
    ).annotate(Count("pk"))  # fmt: skip
    found: dict[int, dict[str, Any]] = {}
    for school, action, verdict, torn, number in rows:
        line = found.setdefault(school or 0, {"id": school, **dict.fromkeys(COLUMNS, 0)})
        line[group_of(action or "", verdict, bool(torn))] += number
    names = dict(Organization.objects.filter(pk__in=found).values_list("pk", "short_name"))
    unlisted, torn_of = batch.options.get("unlisted", {}), batch.options.get("torn", {})
    for school, line in found.items():
        line["name"] = names.get(school, "")
        line["unlisted"] = unlisted.get(str(school), 0)
        line["leaving"], line["staff"] = torn_of.get(str(school), (0, 0))
    return sorted(found.values(), key=lambda line: (not line["name"], normalized(line["name"])))


def totals(schools: Iterable[dict[str, Any]]) -> dict[str, int]:
    lines = list(schools)
    return {name: sum(line[name] for line in lines) for name in (*COLUMNS, "unlisted")}


def rows_of(batch: ImportBatch, group: str, school: int | None = None) -> QuerySet[ImportRow]:
    rows = batch.rows.order_by("number")
    if school is not None:
        rows = rows.filter(values__organization_id=school)
    if group == "todo":
        return rows.filter(verdict__in=ImportRow.WAITING).exclude(match__has_key="torn")
    if group == "passed":
        return rows.filter(verdict=Verdict.SKIPPED)
    if group == "same":
        return rows.filter(verdict=Verdict.SAME)
    rows = rows.filter(match__action__in=GROUPS[group]).exclude(verdict__in=[Verdict.SKIPPED, Verdict.SAME])
    return rows if group == "leave" else rows.exclude(verdict__in=ImportRow.WAITING)


def lines_of(rows: Sequence[ImportRow]) -> list[dict[str, Any]]:
    """Each row in words: what it does, old → new, what holds him who leaves."""
    schools = {row.values.get("organization_id") for row in rows}
    names = dict(Organization.objects.filter(pk__in=schools - {None}).values_list("pk", "short_name"))
    return [
        {
            "row": row,
            "of_file": not row.match.get("absent"),
            "post": row.values.get("position", ""),
            "school": names.get(row.values.get("organization_id"), ""),
            "words": action_words(row),
            "changes": [changed(*change) for change in row.match.get("changes", [])],
            "stays": stays_words(row.match.get("stays", {})),
            "torn": row.match.get("torn") and row.verdict == Verdict.ASK,
        }
        for row in rows
    ]


def action_words(row: ImportRow) -> str:
    match = row.match
    done = row.verdict in (Verdict.ADDED, Verdict.UPDATED)
    if done and match.get("action") in ("link", "change", "leave"):
        return {
            "link": _("записан номер в реестре"), "change": _("изменено"), "leave": _("место работы закрыто"),
        }[match["action"]]  # fmt: skip
    if match.get("action") == "leave":
        if match.get("absent"):
            return _("нет в списке: место работы закроется сегодня")
        return _("последний день работы %s") % _day(row.values.get("left_on", ""))
    return {
        "new": _("новый работник"), "second": _("второе место работы"), "transfer": _("перевод из другой организации"),
        "return": _("принят снова"), "job": _("новая должность"), "change": _("изменится"),
        "link": _("совпал: запомним номер в реестре"), "same": _("без изменений"),
        "gone": _("уволен раньше, карточки у нас нет"),
        "repeat": _("повтор строки %s") % match.get("twin", ""),
        "former": _("прежнее время работы, нынешнее в строке %s") % match.get("twin", ""),
    }.get(match.get("action", ""), "")  # fmt: skip


def changed(name: str, old: str, new: str) -> dict[str, str]:
    return {"field": name, "label": str(FIELDS.get(name, name)), "old": _shown(name, old), "new": _shown(name, new)}


def _shown(name: str, value: str) -> str:
    if not value:
        return _("пусто")
    if name == "qualification_category":
        return str(dict(Qualification.choices).get(value, value))
    return _day(value) if name in ("birth_date", "hired_on") else value


def _day(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))


def stays_words(stays: dict[str, Any]) -> str:
    """What of him goes on until a person ends it."""
    parts = []
    if units := stays.get("units"):
        parts.append(counted(len(units), _("пара|пары|пар")))
    parts += [_("роль «%s»") % Role(role).label.lower() for role in stays.get("roles", [])]
    return ", ".join(parts)

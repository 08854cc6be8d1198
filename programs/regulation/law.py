"""The law layer: what an act of the state says on a given day, whatever a regulation says.

It is judged at the date of the act that is being made and is never frozen in a snapshot. No tenant can switch it off:
`law_only` parameters refuse other sources, and for the rest the law speaks last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .value_types import Label, Value


@dataclass(frozen=True)
class LawRule:
    """One value that an act sets from `since` on, until a later rule of the same parameter.

    `act` and `clause` are cited as they stand; `sentence` says to a person what the rule means.
    """

    code: str
    value: Value
    act: str
    clause: str
    since: dt.date
    sentence: Label


PERSONAL_DATA = "Федеральный закон от 27.07.2006 № 152-ФЗ"
LABOUR_CODE = "Трудовой кодекс РФ"
GOST_6_30 = "ГОСТ Р 6.30-2003"
GOST_2016 = "ГОСТ Р 7.0.97-2016"
GOST_2025 = "ГОСТ Р 7.0.97-2025"

LABOUR_CODE_351_8 = dt.date(2025, 3, 1)
SEPARATE_CONSENT = dt.date(2025, 9, 1)

LAW: tuple[LawRule, ...] = (
    LawRule("law.pdn_consent", True, PERSONAL_DATA, "ст. 9", dt.date(2007, 1, 26),
        _("Персональные данные обрабатываются с согласия человека.")),
    LawRule("law.pdn_consent_separate", True, PERSONAL_DATA, "ст. 9, ч. 1 (в ред. от 24.06.2025 № 156-ФЗ)",
        SEPARATE_CONSENT, _("Согласие оформляется отдельно от любых других документов.")),
    LawRule("law.distribution_consent", True, PERSONAL_DATA, "ст. 10.1", dt.date(2021, 3, 1),
        _("Согласие на распространение данных даётся отдельно от других согласий.")),
    LawRule("law.guardian_consent", True, PERSONAL_DATA, "ст. 9, ч. 6", dt.date(2007, 1, 26),
        _("За несовершеннолетнего согласие даёт законный представитель.")),
    LawRule("law.closure_reasons", ("CONSENT_REVOKED",), PERSONAL_DATA, "ст. 9, ч. 2", dt.date(2007, 1, 26),
        _("Отозванное согласие завершает обработку данных, а с ней и программу.")),
    LawRule("duty_consent_required", True, LABOUR_CODE, "ст. 351.8", LABOUR_CODE_351_8,
        _("Работник ведёт наставничество с письменного согласия.")),
    LawRule("law.labor_agreement", True, LABOUR_CODE, "ст. 351.8", LABOUR_CODE_351_8,
        _("Содержание, сроки, форма работы, размеры и условия выплат указываются в трудовом договоре или соглашении.")),
    LawRule("law.notice_workdays", 3, LABOUR_CODE, "ст. 351.8", LABOUR_CODE_351_8,
        _("Об отказе или отмене предупреждают не менее чем за три рабочих дня.")),
    LawRule("law.closure_reasons", ("EMPLOYER_CANCEL", "CONSENT_REVOKED"), LABOUR_CODE, "ст. 351.8", LABOUR_CODE_351_8,
        _("Работодатель вправе отменить поручение о наставничестве.")),
    LawRule("law.gost", "6.30-2003", GOST_6_30, "", dt.date(2003, 7, 1), _("Документы оформляются по стандарту.")),
    LawRule("law.gost", "7.0.97-2016", GOST_2016, "", dt.date(2018, 7, 1), _("Документы оформляются по стандарту.")),
    LawRule("law.gost", "7.0.97-2025", GOST_2025, "", dt.date(2025, 8, 18), _("Документы оформляются по стандарту.")),
)  # fmt: skip


def law_at(on: dt.date) -> Mapping[str, LawRule]:
    """The rules in effect on a day, by parameter; a parameter that no act yet governs is absent."""
    current: dict[str, LawRule] = {}
    for rule in sorted(LAW, key=lambda rule: rule.since):
        if rule.since <= on:
            current[rule.code] = rule
    return current


def law_dates(after: dt.date, until: dt.date) -> list[dt.date]:
    """Days on which the law layer changes, later than `after` and not later than `until`, without repeats."""
    return sorted({rule.since for rule in LAW if after < rule.since <= until})

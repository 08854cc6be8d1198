from .impact import ImpactConclusion, IndicatorValue, OwnIndicator
from .report import HANDED_IN, PeriodReport, ReportCorrection, ReportSnapshot

__all__ = [
    "HANDED_IN",
    "ImpactConclusion",
    "IndicatorValue",
    "OwnIndicator",
    "PeriodReport",
    "ReportCorrection",
    "ReportSnapshot",
]

from .impact import ImpactConclusion, IndicatorValue, OwnIndicator
from .report import HANDED_IN, PeriodReport, ReportCorrection, ReportSnapshot
from .task_answer import TaskAnswer

__all__ = [
    "HANDED_IN",
    "ImpactConclusion",
    "IndicatorValue",
    "OwnIndicator",
    "PeriodReport",
    "ReportCorrection",
    "ReportSnapshot",
    "TaskAnswer",
]

from .report import HANDED_IN, PeriodReport, ReportCorrection, ReportSnapshot

__all__ = ["HANDED_IN", "PeriodReport", "ReportCorrection", "ReportSnapshot"]

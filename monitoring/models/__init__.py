from .campaign import (
    CampaignForm,
    Moment,
    MonitoringCampaign,
    Questionnaire,
    QuestionnaireVersion,
    Respondent,
)
from .impact import ImpactConclusion, ImpactCount, IndicatorValue, OwnIndicator
from .panel import PanelSubscription, PanelSummary, RegionPanel
from .report import HANDED_IN, PeriodReport, ReportCorrection, ReportSnapshot
from .results import (
    AnswerTag,
    CampaignConclusion,
    CouncilOpinion,
    CuratorAssessment,
    SwotAnalysis,
    SwotLine,
    SwotVersion,
    TaggedAnswer,
)
from .survey import Answer, AnswerDraft, Response, SurveyInvitation
from .task_answer import TaskAnswer

__all__ = [
    "HANDED_IN",
    "Answer",
    "AnswerDraft",
    "AnswerTag",
    "CampaignConclusion",
    "CampaignForm",
    "CouncilOpinion",
    "CuratorAssessment",
    "ImpactConclusion",
    "ImpactCount",
    "IndicatorValue",
    "Moment",
    "MonitoringCampaign",
    "OwnIndicator",
    "PanelSubscription",
    "PanelSummary",
    "PeriodReport",
    "Questionnaire",
    "QuestionnaireVersion",
    "RegionPanel",
    "ReportCorrection",
    "ReportSnapshot",
    "Respondent",
    "Response",
    "SurveyInvitation",
    "SwotAnalysis",
    "SwotLine",
    "SwotVersion",
    "TaggedAnswer",
    "TaskAnswer",
]

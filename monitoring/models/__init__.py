from .campaign import (
    CampaignForm,
    Moment,
    MonitoringCampaign,
    Questionnaire,
    QuestionnaireVersion,
    Respondent,
)
from .impact import ImpactConclusion, ImpactCount, IndicatorValue, OwnIndicator
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
    "PeriodReport",
    "Questionnaire",
    "QuestionnaireVersion",
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

from .agreement import MentoringAgreement, Payment
from .application import Application, MentorReplacement
from .bank import (
    BankProposal,
    MenteeEntry,
    MenteeRequest,
    MentorEntry,
    RequestChoice,
    SavedSelection,
    Track,
    TrainingRecord,
)
from .consent import Consent
from .council import Council, CouncilCase, CouncilDecision, CouncilMinutes, CouncilPresence, CouncilSeat
from .duty import DutyRelease, FileAccess, HelperInvitation
from .figures import YearFigures
from .imports import IMPORT_PERMISSIONS, ImportBatch, ImportMapping, ImportRow
from .matching import GeneralMeeting, MatchDraft, MatchPin, MatchSuggestion, MutualChoice, YearModel
from .meeting import Meeting, MeetingTap
from .order import (
    APPOINTED_ROLES,
    SUBJECTS,
    Acknowledgement,
    Appointment,
    Order,
    OrderBasis,
    OrderClause,
    OrderGrant,
    OrderKind,
    OrderRemark,
    OrderUnit,
)
from .program import Extension, ExtensionAgreement, PlanActivity, Program
from .reference import FederalBody, FederalProgram, LegalAct
from .regulation import Regulation
from .roadmap import Roadmap, RoadmapItem
from .unit import Unit, UnitMember
from .year import YearTurn

__all__ = [
    "APPOINTED_ROLES",
    "IMPORT_PERMISSIONS",
    "SUBJECTS",
    "Acknowledgement",
    "Application",
    "Appointment",
    "BankProposal",
    "Consent",
    "Council",
    "CouncilCase",
    "CouncilDecision",
    "CouncilMinutes",
    "CouncilPresence",
    "CouncilSeat",
    "DutyRelease",
    "Extension",
    "ExtensionAgreement",
    "FederalBody",
    "FederalProgram",
    "FileAccess",
    "GeneralMeeting",
    "HelperInvitation",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "LegalAct",
    "MatchDraft",
    "MatchPin",
    "MatchSuggestion",
    "Meeting",
    "MeetingTap",
    "MenteeEntry",
    "MenteeRequest",
    "MentorEntry",
    "MentorReplacement",
    "MentoringAgreement",
    "MutualChoice",
    "Order",
    "OrderBasis",
    "OrderClause",
    "OrderGrant",
    "OrderKind",
    "OrderRemark",
    "OrderUnit",
    "Payment",
    "PlanActivity",
    "Program",
    "Regulation",
    "RequestChoice",
    "Roadmap",
    "RoadmapItem",
    "SavedSelection",
    "Track",
    "TrainingRecord",
    "Unit",
    "UnitMember",
    "YearFigures",
    "YearModel",
    "YearTurn",
]

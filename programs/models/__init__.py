from .appeal import Appeal
from .bank import (
    BankProposal,
    MenteeEntry,
    MenteeRequest,
    MentorEntry,
    MentorEvidence,
    RequestChoice,
    SavedSelection,
    SupportNote,
    Track,
    TrainingRecord,
)
from .consent import Consent
from .diagnosis import Diagnosis, DifficultyItem
from .event import Event, EventParticipant
from .figures import YearFigures
from .imports import IMPORT_PERMISSIONS, ImportBatch, ImportMapping, ImportRow
from .joins import DifferentPeople, PersonJoin
from .matching import GeneralMeeting, MatchDraft, MatchPin, MatchSuggestion, MutualChoice, YearModel
from .meeting import Meeting, MeetingPresence, TrialAnswer
from .order import (
    APPOINTED_ROLES,
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
from .pair_work import CalendarFeed, HelpRequest, MeetingTask
from .partnership import MentorLoan, Partnership
from .program import Extension, ExtensionAgreement, PlanActivity, Program
from .project import JointProject, ProjectUnit, SchoolProgram
from .reference import FederalBody, FederalProgram, LegalAct
from .regulation import Regulation
from .roadmap import ROADMAP_TERM, Roadmap, RoadmapItem
from .route import (
    GrowthResource,
    LearningRoute,
    LearningRouteGrant,
    RouteItem,
    RouteRemark,
    RouteRevision,
)
from .unit import Unit, UnitMember
from .year import YearTurn

__all__ = [
    "APPOINTED_ROLES",
    "IMPORT_PERMISSIONS",
    "ROADMAP_TERM",
    "Acknowledgement",
    "Appeal",
    "Appointment",
    "BankProposal",
    "CalendarFeed",
    "Consent",
    "Diagnosis",
    "DifferentPeople",
    "DifficultyItem",
    "Event",
    "EventParticipant",
    "Extension",
    "ExtensionAgreement",
    "FederalBody",
    "FederalProgram",
    "GeneralMeeting",
    "GrowthResource",
    "HelpRequest",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "JointProject",
    "LearningRoute",
    "LearningRouteGrant",
    "LegalAct",
    "MatchDraft",
    "MatchPin",
    "MatchSuggestion",
    "Meeting",
    "MeetingPresence",
    "MeetingTask",
    "MenteeEntry",
    "MenteeRequest",
    "MentorEntry",
    "MentorEvidence",
    "MentorLoan",
    "MutualChoice",
    "Order",
    "OrderBasis",
    "OrderClause",
    "OrderGrant",
    "OrderKind",
    "OrderRemark",
    "OrderUnit",
    "Partnership",
    "PersonJoin",
    "PlanActivity",
    "Program",
    "ProjectUnit",
    "Regulation",
    "RequestChoice",
    "Roadmap",
    "RoadmapItem",
    "RouteItem",
    "RouteRemark",
    "RouteRevision",
    "SavedSelection",
    "SchoolProgram",
    "SupportNote",
    "Track",
    "TrainingRecord",
    "TrialAnswer",
    "Unit",
    "UnitMember",
    "YearFigures",
    "YearModel",
    "YearTurn",
]

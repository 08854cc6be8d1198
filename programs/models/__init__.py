from .appeal import Appeal
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
from .event import Event, EventParticipant
from .figures import YearFigures
from .imports import IMPORT_PERMISSIONS, ImportBatch, ImportMapping, ImportRow
from .matching import GeneralMeeting, MatchDraft, MatchPin, MatchSuggestion, MutualChoice, YearModel
from .meeting import Meeting
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
from .program import Extension, ExtensionAgreement, PlanActivity, Program
from .project import JointProject, ProjectUnit, SchoolProgram
from .reference import FederalBody, FederalProgram, LegalAct
from .regulation import Regulation
from .roadmap import ROADMAP_TERM, Roadmap, RoadmapItem
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
    "Consent",
    "Event",
    "EventParticipant",
    "Extension",
    "ExtensionAgreement",
    "FederalBody",
    "FederalProgram",
    "GeneralMeeting",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "JointProject",
    "LegalAct",
    "MatchDraft",
    "MatchPin",
    "MatchSuggestion",
    "Meeting",
    "MenteeEntry",
    "MenteeRequest",
    "MentorEntry",
    "MutualChoice",
    "Order",
    "OrderBasis",
    "OrderClause",
    "OrderGrant",
    "OrderKind",
    "OrderRemark",
    "OrderUnit",
    "PlanActivity",
    "Program",
    "ProjectUnit",
    "Regulation",
    "RequestChoice",
    "Roadmap",
    "RoadmapItem",
    "SavedSelection",
    "SchoolProgram",
    "Track",
    "TrainingRecord",
    "Unit",
    "UnitMember",
    "YearFigures",
    "YearModel",
    "YearTurn",
]

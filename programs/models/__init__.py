from .amendment import Amendment, AmendmentSignature
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
from .ending import Ending, EndingWord
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
from .program import FormOfWork, PlanActivity, Program
from .program_template import ProgramTemplate, ProgramTemplateLine
from .program_work import ProgramMenteePart, ProgramNote, ProgramVersion, Reflection
from .reference import FederalBody, FederalProgram, LegalAct
from .regulation import Regulation
from .roadmap import Roadmap, RoadmapItem
from .unit import Unit, UnitMember
from .year import YearTurn

__all__ = [
    "APPOINTED_ROLES",
    "IMPORT_PERMISSIONS",
    "Acknowledgement",
    "Amendment",
    "AmendmentSignature",
    "Appointment",
    "BankProposal",
    "Consent",
    "Ending",
    "EndingWord",
    "FederalBody",
    "FederalProgram",
    "FormOfWork",
    "GeneralMeeting",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
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
    "ProgramMenteePart",
    "ProgramNote",
    "ProgramTemplate",
    "ProgramTemplateLine",
    "ProgramVersion",
    "Reflection",
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

from .agreement import MentoringAgreement, Payment
from .amendment import Amendment, AmendmentSignature
from .appeal import Appeal
from .application import Application, MentorReplacement
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
from .community import Community, CommunityMember, CommunityNews
from .consent import Consent
from .council import Council, CouncilCase, CouncilDecision, CouncilMinutes, CouncilPresence, CouncilSeat
from .diagnosis import Diagnosis, DifficultyItem
from .duty import DutyRelease, FileAccess, HelperInvitation
from .ending import Ending, EndingWord
from .event import Event, EventParticipant
from .figures import YearFigures
from .imports import IMPORT_PERMISSIONS, ImportBatch, ImportMapping, ImportRow
from .joins import DifferentPeople, PersonJoin
from .matching import GeneralMeeting, MatchDraft, MatchPin, MatchSuggestion, MutualChoice, YearModel
from .material import REGIONAL, FederalMaterial, Material, MaterialFacts, ProgramMaterial, kept_over
from .meeting import Meeting, MeetingPresence, TrialAnswer
from .order import (
    Acknowledgement,
    Appointment,
    Order,
    OrderBasis,
    OrderClause,
    OrderGrant,
    OrderRemark,
    OrderUnit,
    Visa,
    VisaKind,
)
from .order_kind import APPOINTED_ROLES, OF_A_PERSON, OF_UNITS, SUBJECTS, OrderKind
from .order_life import LocalAct, OrderScan, PlaceRemark, VisaStep
from .pair_feed import OutsideChat, PairNote
from .pair_proposal import PairProposal
from .pair_work import CalendarFeed, HelpRequest, MeetingTask
from .partnership import MentorLoan, Partnership
from .program import FormOfWork, PlanActivity, Program
from .program_template import ProgramTemplate, ProgramTemplateLine
from .program_work import ProgramMenteePart, ProgramNote, ProgramVersion, Reflection
from .project import JointProject, ProjectUnit, SchoolProgram
from .reference import FederalBody, FederalProgram, LegalAct
from .registry import RegistryKey
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
from .timetable import Room, WeekHours
from .training import SEATED, TrainingCourse, TrainingEnrolment
from .unit import Unit, UnitMember
from .wording import Wording
from .year import YearTurn

__all__ = [
    "APPOINTED_ROLES",
    "IMPORT_PERMISSIONS",
    "OF_A_PERSON",
    "OF_UNITS",
    "REGIONAL",
    "ROADMAP_TERM",
    "SEATED",
    "SUBJECTS",
    "Acknowledgement",
    "Amendment",
    "AmendmentSignature",
    "Appeal",
    "Application",
    "Appointment",
    "BankProposal",
    "CalendarFeed",
    "Community",
    "CommunityMember",
    "CommunityNews",
    "Consent",
    "Council",
    "CouncilCase",
    "CouncilDecision",
    "CouncilMinutes",
    "CouncilPresence",
    "CouncilSeat",
    "Diagnosis",
    "DifferentPeople",
    "DifficultyItem",
    "DutyRelease",
    "Ending",
    "EndingWord",
    "Event",
    "EventParticipant",
    "FederalBody",
    "FederalMaterial",
    "FederalProgram",
    "FileAccess",
    "FormOfWork",
    "GeneralMeeting",
    "GrowthResource",
    "HelpRequest",
    "HelperInvitation",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "JointProject",
    "LearningRoute",
    "LearningRouteGrant",
    "LegalAct",
    "LocalAct",
    "MatchDraft",
    "MatchPin",
    "MatchSuggestion",
    "Material",
    "MaterialFacts",
    "Meeting",
    "MeetingPresence",
    "MeetingTask",
    "MenteeEntry",
    "MenteeRequest",
    "MentorEntry",
    "MentorEvidence",
    "MentorLoan",
    "MentorReplacement",
    "MentoringAgreement",
    "MutualChoice",
    "Order",
    "OrderBasis",
    "OrderClause",
    "OrderGrant",
    "OrderKind",
    "OrderRemark",
    "OrderScan",
    "OrderUnit",
    "OutsideChat",
    "PairNote",
    "PairProposal",
    "Partnership",
    "Payment",
    "PersonJoin",
    "PlaceRemark",
    "PlanActivity",
    "Program",
    "ProgramMaterial",
    "ProgramMenteePart",
    "ProgramNote",
    "ProgramTemplate",
    "ProgramTemplateLine",
    "ProgramVersion",
    "ProjectUnit",
    "Reflection",
    "RegistryKey",
    "Regulation",
    "RequestChoice",
    "Roadmap",
    "RoadmapItem",
    "Room",
    "RouteItem",
    "RouteRemark",
    "RouteRevision",
    "SavedSelection",
    "SchoolProgram",
    "SupportNote",
    "Track",
    "TrainingCourse",
    "TrainingEnrolment",
    "TrainingRecord",
    "TrialAnswer",
    "Unit",
    "UnitMember",
    "Visa",
    "VisaKind",
    "VisaStep",
    "WeekHours",
    "Wording",
    "YearFigures",
    "YearModel",
    "YearTurn",
    "kept_over",
]

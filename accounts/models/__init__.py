from .access_link import AccessLink
from .api import ApiReply, ApiScope, ApiToken
from .audit import AuditEvent, AuditSeal
from .deadline import Deadline
from .grant import ObjectGrant, OrganizationGrant
from .installation import Installation
from .invitation import Invitation
from .membership import Membership
from .notice import Notice
from .organization import (
    ORDER_WORDS,
    Organization,
    OrganizationKind,
    OrganizationPlacement,
    SchoolKind,
)
from .outbox import OutboxMessage
from .person import Employment, GuardianLink, Person, Position, StudentProfile
from .region import Region
from .stored_file import StoredFile
from .user import User

__all__ = [
    "ORDER_WORDS",
    "AccessLink",
    "ApiReply",
    "ApiScope",
    "ApiToken",
    "AuditEvent",
    "AuditSeal",
    "Deadline",
    "Employment",
    "GuardianLink",
    "Installation",
    "Invitation",
    "Membership",
    "Notice",
    "ObjectGrant",
    "Organization",
    "OrganizationGrant",
    "OrganizationKind",
    "OrganizationPlacement",
    "OutboxMessage",
    "Person",
    "Position",
    "Region",
    "SchoolKind",
    "StoredFile",
    "StudentProfile",
    "User",
]

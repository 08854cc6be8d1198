"""Rows for tests inside an open scope: ``with acting(world.a11.curator): OrderFactory(organization_id=world.a11.id)``.

Each makes a row that the database accepts with the fewest arguments; parents are made where none is given. People are
invented and named (tests.support.names). Nothing random: a failed test fails again.
"""

from .accounts import (
    AuditEventFactory,
    DeadlineFactory,
    EmploymentFactory,
    InvitationFactory,
    MembershipFactory,
    MunicipalityFactory,
    NoticeFactory,
    OutboxMessageFactory,
    PersonFactory,
    SchoolFactory,
    StoredFileFactory,
    StudentProfileFactory,
    UserFactory,
)
from .programs import ClauseFactory, ImportBatchFactory, LegalActFactory, OrderFactory, RegulationFactory

__all__ = [
    "AuditEventFactory",
    "ClauseFactory",
    "DeadlineFactory",
    "EmploymentFactory",
    "ImportBatchFactory",
    "InvitationFactory",
    "LegalActFactory",
    "MembershipFactory",
    "MunicipalityFactory",
    "NoticeFactory",
    "OrderFactory",
    "OutboxMessageFactory",
    "PersonFactory",
    "RegulationFactory",
    "SchoolFactory",
    "StoredFileFactory",
    "StudentProfileFactory",
    "UserFactory",
]

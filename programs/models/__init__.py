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
)
from .reference import FederalBody, FederalProgram, LegalAct
from .regulation import Regulation

__all__ = [
    "APPOINTED_ROLES",
    "Acknowledgement",
    "Appointment",
    "FederalBody",
    "FederalProgram",
    "LegalAct",
    "Order",
    "OrderBasis",
    "OrderClause",
    "OrderGrant",
    "OrderKind",
    "OrderRemark",
    "Regulation",
]

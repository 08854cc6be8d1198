from .documents import AnalyticReport, AnalyticSnapshot, BankFile, Document, new_public_code
from .section import Publication, PublicationPerson, PublicSection

__all__ = [
    "AnalyticReport",
    "AnalyticSnapshot",
    "BankFile",
    "Document",
    "PublicSection",
    "Publication",
    "PublicationPerson",
    "new_public_code",
]

from .documents import AnalyticReport, AnalyticSnapshot, BankFile, Document, new_public_code
from .practice import PracticeOffer, PracticeUse
from .recognition import Nomination, OwnAward
from .section import Publication, PublicationPerson, PublicSection

__all__ = [
    "AnalyticReport",
    "AnalyticSnapshot",
    "BankFile",
    "Document",
    "Nomination",
    "OwnAward",
    "PracticeOffer",
    "PracticeUse",
    "PublicSection",
    "Publication",
    "PublicationPerson",
    "new_public_code",
]

"""The kinds of papers: a kind reads the rows of one object and says what its paper says. A new kind is a new module.

``KINDS`` is the one register: the page, the files and the checks of access of every kind come from it.
"""

from .account import ACCOUNT
from .analytic import ANALYTIC
from .awards import BEST_MENTOR, CERTIFICATE, THANKS
from .contest import CONTEST_STATUTE
from .kind import PaperKind
from .mentor import PORTFOLIO, REFERENCE
from .minutes import MINUTES
from .nomination import DIPLOMA, NOMINATION
from .panel import PANEL
from .people import AGREEMENT, CONSENT, STATEMENT
from .program import PROGRAM
from .results import MENTOR_REPORT
from .school import QUESTIONNAIRE, SCHOOL_PROGRAM, STATUTE
from .survey import SURVEY_RESULTS, SWOT_PAPER

KINDS: dict[str, PaperKind] = {
    kind.slug: kind
    for kind in (
        PROGRAM, CONSENT, STATEMENT, AGREEMENT, MENTOR_REPORT,
        CERTIFICATE, BEST_MENTOR, THANKS,
        ACCOUNT, ANALYTIC, REFERENCE, PORTFOLIO, MINUTES,
        STATUTE, SCHOOL_PROGRAM, QUESTIONNAIRE,
        SURVEY_RESULTS, SWOT_PAPER,
        PANEL,
        NOMINATION, DIPLOMA, CONTEST_STATUTE,
    )
}  # fmt: skip

__all__ = ["KINDS", "PaperKind"]

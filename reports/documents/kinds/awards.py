"""What a completed programme brings its mentor: a certificate, the award «Лучший наставник», a letter to the parents.

The words are the organization's own where it has written some (``programs.wording``).
"""

from collections.abc import Callable, Sequence

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.grammar import Case, Gender
from accounts.models import Person
from accounts.permissions import Actor
from programs.models import Program
from programs.order_words import gender_of, nested, person_in
from programs.queries.wordings import paragraphs_of

from ...models import Document
from ...queries.awards import led_by_pupils
from ..order import Letterhead
from ..paper import Block, Paper, SignLine
from .kind import PaperKind, head_of, issuer
from .results import RELATED, sides

PROVED = {Gender.FEMALE: gettext_lazy("провела"), Gender.MALE: gettext_lazy("провёл")}
CHILD = {Gender.FEMALE: gettext_lazy("дочери"), Gender.MALE: gettext_lazy("сына")}
LABELS: dict[str, Promise] = {
    "certificate": gettext_lazy("Сертификат наставника"),
    "best-mentor": gettext_lazy("Грамота"),
    "thanks": gettext_lazy("Благодарственное письмо"),
    "diploma": gettext_lazy("Диплом"),
}


def award(slug: str, head: Letterhead, lines: Sequence[str], signature: SignLine) -> Paper:
    """One sheet in a frame."""
    return Paper(
        label=str(LABELS[slug]),
        issuer=head,
        blocks=(Block(paragraphs=tuple(lines)),),
        signatures=(signature,),
        festive=True,
    )


def certificate(program: Program, actor: Actor) -> Paper:
    """For the mentor of a programme that was carried out to its end."""
    return _award("certificate", program, _mentor(program), actor)


def best_mentor(program: Program, actor: Actor) -> Paper:
    """For whom the head has chosen: nobody else sees it before it is issued (S2 разд. 11 п. 4)."""
    mentor = _mentor(program)
    chosen = actor.may("order.approve") and actor.signs_for(program.organization_id)
    if not chosen and not Document.objects.filter(kind="best-mentor", subject=program.pk).exists():
        raise Http404
    return _award("best-mentor", program, mentor, actor)


def thanks(program: Program, actor: Actor) -> Paper:
    """To the parents of a pupil who has been a mentor (S2 разд. 11 п. 5). Not for mentors who are grown up."""
    mentor = _mentor(program)
    if program.pk not in led_by_pupils([program]):
        raise Http404
    return _award("thanks", program, mentor, actor)


def _mentor(program: Program) -> Person:
    if program.state != Program.State.COMPLETED:
        raise Http404
    return sides(program)[0]


def _award(slug: str, program: Program, mentor: Person, actor: Actor) -> Paper:
    post, name = head_of(program.organization, actor.today)
    gender = gender_of(mentor)
    values = {
        "наставник": mentor.full_name,
        "наставника": person_in(mentor, Case.GENITIVE),
        "наставнику": person_in(mentor, Case.DATIVE),
        "провёл": str(PROVED.get(gender, _("провёл(а)"))),
        "ребёнка": str(CHILD.get(gender, _("ребёнка"))),
        "программа": nested(program.title),
        "начало": f"{program.start_on:%d.%m.%Y}",
        "конец": f"{program.closed_on or program.end_on:%d.%m.%Y}",
    }
    lines = paragraphs_of(program.organization, slug, program.closed_on or actor.today, values)
    return award(slug, issuer(program.organization), lines, SignLine(position=post, name=name))


def _kind(slug: str, label: Promise, build: Callable[[Program, Actor], Paper]) -> PaperKind:
    return PaperKind(
        slug=slug, label=label, model=Program, build=build, issued_with="order.approve", numbered=True, related=RELATED
    )


CERTIFICATE = _kind("certificate", LABELS["certificate"], certificate)
BEST_MENTOR = _kind("best-mentor", gettext_lazy("Грамота «Лучший наставник»"), best_mentor)
THANKS = _kind("thanks", LABELS["thanks"], thanks)

"""The statute of a contest, made of its event: whom, when, by what they are judged, what is given (S3 п. 4.6)."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Actor
from programs.models import Event

from ..paper import Block, Paper, Stamp
from .kind import PaperKind, head_of, issuer


def statute(event: Event, actor: Actor) -> Paper:
    """Our own wording; what the organizer has written as the programme of the event stands as the criteria."""
    if event.kind != Event.Kind.CONTEST or event.organization_id != actor.organization_id:
        raise Http404
    school = event.organization
    begins = event.starts_at.astimezone(school.zone)
    ends = event.ends_at.astimezone(school.zone) if event.ends_at else None
    when = f"{begins:%d.%m.%Y}" + (f"–{ends:%d.%m.%Y}" if ends and ends.date() != begins.date() else "")
    where = event.place or event.link or _("место сообщает куратор")
    post, name = head_of(school, actor.today)
    criteria = [line.strip() for line in event.programme.splitlines() if line.strip()]
    return Paper(
        label=_("Положение"),
        title=_("О конкурсе «%s»") % event.title,
        issuer=issuer(school),
        stamp=Stamp(caption=_("УТВЕРЖДАЮ"), lines=(post, name) if name else (), signed=False),
        blocks=(
            Block(heading=_("1. Общие положения"), paragraphs=(
                _("1.1. Конкурс проводит %s, чтобы отметить тех, кто помогает другим, и показать их опыт коллегам.")
                % school.name,
                _("1.2. Участие добровольное и бесплатное."),
            )),
            Block(heading=_("2. Участники"), paragraphs=(
                _("2.1. Участвуют наставники и наставляемые организации; пара участвует вместе."),
                _("2.2. Участника может предложить он сам, куратор, орган наставников."),
                _("2.3. Сведения о программах участников берутся из учёта: другие бумаги не нужны."),
            )),
            Block(heading=_("3. Сроки и место"), paragraphs=(
                _("3.1. Конкурс проходит %(when)s: %(where)s.") % {"when": when, "where": where.rstrip(".")},
            )),
            Block(heading=_("4. Что оценивают"), paragraphs=tuple(
                f"4.{no}. {line}" for no, line in enumerate(criteria or _usual(), start=1)
            )),
            Block(heading=_("5. Жюри и итоги"), paragraphs=(
                _("5.1. Жюри назначает руководитель; участник конкурса в жюри не входит."),
                _("5.2. Победителя и призёров определяет сумма баллов; при равенстве решает председатель жюри."),
                _("5.3. Победителей и призёров награждают дипломами, участники получают сертификаты."),
            )),
        ),
    )  # fmt: skip


def _usual() -> list[str]:
    return [
        _("Выполнение плана программы и подтверждённые встречи."),
        _("Что изменилось: замеры до программы и после неё."),
        _("Что из опыта пары могут взять другие."),
    ]


CONTEST_STATUTE = PaperKind(
    slug="contest-statute", label=gettext_lazy("Положение о конкурсе"), model=Event, build=statute,
    permission="events.manage", related=("organization__region",),
)  # fmt: skip

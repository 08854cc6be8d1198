"""Ready orders about a change of mentor, a release from duties, the body of mentors: only the number is typed."""

from django.utils.translation import gettext as _

from accounts.grammar import Case, decline_position
from accounts.models import Person
from accounts.permissions import Actor
from accounts.refusal import Refusal

from .models import Council, CouncilSeat, DutyRelease, LegalAct, MentorReplacement, OrderKind, UnitMember
from .order_content import post_of
from .order_templates import own_statute, preamble_of
from .order_words import control_words, person_in
from .queries.payments import without_an_order
from .services.order_drafts import ClauseDraft, OrderDraft
from .services.own_words import in_words_of


def ordinary(actor: Actor, title: str, clauses: list[ClauseDraft]) -> OrderDraft:
    """In accordance with the law and the school's own statute; the head keeps the control."""
    acts = list(LegalAct.objects.filter(code__in=["273-fz"]))
    draft = OrderDraft(
        title=title,
        preamble=preamble_of(acts, own_statute(actor)),
        place=actor.organization.place,
        clauses=[*clauses, ClauseDraft(OrderKind.CONTROL, control_words())],
        acts=acts,
    )
    return in_words_of(actor.organization, actor.today, draft)


def with_post(actor: Actor, person: Person, case: Case, *, inside: bool = False) -> str:
    """«Иванову Анну Петровну, учителя»; ``inside`` a sentence that goes on, the post is closed by a comma."""
    post = post_of(person.pk, actor.organization_id, actor.today)
    who = person_in(person, case)
    if not post:
        return who
    named = f"{who}, {decline_position(post, case)}"
    return f"{named}," if inside else named.rstrip(".")  # «учителя нач. кл.» ends its sentence itself


def replacement_order(actor: Actor, replacement: MentorReplacement) -> OrderDraft:
    """«О замене наставника»: the former one is let go, the new one takes the programme over (S4 п. 5.1)."""
    unit = replacement.unit
    mentees = unit.members.filter(side=UnitMember.Side.MENTEE, left_on=None).select_related("person")
    whose = ", ".join(person_in(member.person, Case.GENITIVE) for member in mentees)
    former, new = replacement.former.person, replacement.mentor_entry.person
    return ordinary(
        actor,
        _("О замене наставника"),
        [
            ClauseDraft(
                OrderKind.PAIR_CHANGE,
                _("Освободить %(former)s от обязанностей наставника %(whose)s; назначить наставником %(new)s "
                  "с письменного согласия.")
                % {"former": with_post(actor, former, Case.ACCUSATIVE, inside=True), "whose": whose,
                   "new": with_post(actor, new, Case.ACCUSATIVE, inside=True)},
                replacement=replacement,
            ),
            ClauseDraft(
                OrderKind.OTHER,
                _("Работу продолжить по действующей персонализированной программе; выполненное зачесть."),
                executor=unit.curator,
            ),
        ],
    )  # fmt: skip


def release_order(actor: Actor, release: DutyRelease) -> OrderDraft:
    """«Об освобождении от обязанностей»: for what, from which lessons, who substitutes, how the work goes on."""
    facts = {
        "who": with_post(actor, release.person, Case.ACCUSATIVE, inside=True),
        "day": f"{release.on:%d.%m.%Y}",
        "lessons": release.lessons.strip().rstrip("."),
        "activity": release.activity.strip().rstrip("."),
    }
    clauses = [
        ClauseDraft(
            OrderKind.DUTY_RELEASE,
            _("Освободить %(who)s %(day)s от обязанностей (%(lessons)s) для участия в мероприятии плана "
              "наставничества: %(activity)s.") % facts,
            release=release,
        )
    ]  # fmt: skip
    if release.substitute is not None:
        words = {
            "who": person_in(release.substitute, Case.ACCUSATIVE),
            "how": release.continuity.strip().rstrip("."),
        }
        clauses.append(
            ClauseDraft(
                OrderKind.OTHER,
                _("Замещение возложить на %(who)s. Непрерывность работы: %(how)s.") % words,
                executor=release.substitute,
            )
        )
    return ordinary(actor, _("Об освобождении от обязанностей на время мероприятия"), clauses)


def payments_order(actor: Actor) -> OrderDraft:
    """«О выплатах за наставничество»: one clause with the table of what the register holds and no order sets."""
    payments = list(without_an_order(actor))
    if not payments:
        raise Refusal(_("Все записанные выплаты уже в приказах"), todo=_("Запишите выплату, потом составьте приказ"))
    return ordinary(
        actor,
        _("О выплатах за наставничество"),
        [
            ClauseDraft(
                OrderKind.PAYMENT,
                _("Установить работникам выплаты за наставничество в следующем размере, на период и по основаниям:"),
                payments=payments,
            ),
            ClauseDraft(OrderKind.OTHER, _("Бухгалтерии производить выплаты в сроки, установленные для оплаты труда.")),
        ],
    )


def council_order(actor: Actor, council: Council) -> OrderDraft:
    """The order that creates the body of mentors, with its seats by name."""
    seats = list(council.seats.filter(left_on=None).select_related("person"))
    order = list(CouncilSeat.Role)
    seats.sort(key=lambda seat: (order.index(CouncilSeat.Role(seat.role)), seat.person.last_name))
    named = "; ".join(f"{seat.person.full_name} – {seat.get_role_display()}" for seat in seats)
    facts = {"label": decline_position(council.label, Case.ACCUSATIVE), "seats": named}
    term = _(" Срок полномочий – до %s.") % f"{council.ends:%d.%m.%Y}" if council.ends else ""
    return ordinary(
        actor,
        _("О создании %s") % decline_position(council.label, Case.GENITIVE),
        [
            ClauseDraft(
                OrderKind.COUNCIL_CREATION,
                _("Создать %(label)s в составе: %(seats)s.") % facts + term,
                council=council,
            ),
        ],
    )

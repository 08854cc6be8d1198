"""The papers of one person: a consent, a statement, an agreement to the contract of employment."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.grammar import Case, decline_position
from accounts.models import Organization, Person
from accounts.permissions import Actor
from programs.models import Application, Consent, MentoringAgreement
from programs.order_content import money, post_of, signatory_of
from programs.order_words import person_in

from ..paper import Block, Fact, Paper, SignLine
from ..typography import BY_HAND
from .kind import PaperKind, head_of, issuer, short, signed_line

CONSENT_TITLES = {
    Consent.Kind.PDN_PROCESSING: gettext_lazy("на обработку персональных данных"),
    Consent.Kind.PDN_TRANSFER: gettext_lazy("на передачу персональных данных"),
    Consent.Kind.PDN_DISTRIBUTION: gettext_lazy("на распространение персональных данных"),
    Consent.Kind.GUARDIAN_PARTICIPATION: gettext_lazy("законного представителя на участие ребёнка"),
    Consent.Kind.DUTY: gettext_lazy("на участие в наставничестве"),
    Consent.Kind.PHOTO_VIDEO: gettext_lazy("на съёмку встреч"),
    Consent.Kind.COUNCIL: gettext_lazy("на работу в органе наставников"),
}

ASKED = {
    Application.Kind.RELEASE: gettext_lazy("освободить меня от обязанностей наставника"),
    Application.Kind.REPLACE: gettext_lazy("назначить мне другого наставника"),
    Application.Kind.JOIN: gettext_lazy("включить меня в программу наставничества"),
    Application.Kind.LEAVE: gettext_lazy("исключить меня из программы наставничества"),
}


def consent(row: Consent, _actor: Actor) -> Paper:
    """The words that were read, and what was said to them (152-ФЗ ст. 9 ч. 4, ст. 10.1)."""
    signer = row.signer or row.person
    answer = []
    if row.revoked_on:
        answer.append(Fact(label=_("Отозвано"), value=f"{row.revoked_on:%d.%m.%Y}"))
    elif row.expired_on:
        answer.append(Fact(label=_("Закончилось"), value=f"{row.expired_on:%d.%m.%Y}"))
    signed = row.signed_on if row.state != Consent.State.SENT else None
    mark = "" if signed is None else _("на бумаге") if row.on_paper else _("электронно")
    return Paper(
        label=_("Согласие"),
        title=str(CONSENT_TITLES[Consent.Kind(row.kind)]),
        issuer=issuer(row.organization),
        blocks=(Block(paragraphs=tuple(row.text.split("\n\n"))), *([Block(facts=tuple(answer))] if answer else [])),
        signatures=(SignLine(name=short(signer), date=signed, mark=mark),),
        note=_("Редакция текста: %s") % row.text_version,
        draft=row.state == Consent.State.DECLINED,
    )


def statement(row: Application, actor: Actor) -> Paper:
    """To the head, from the author; the answer below, once there is one (S4 п. 4.1, 4.2, 5.1)."""
    author = row.author
    post = post_of(author.pk, row.organization_id, row.filed_on)
    head = signatory_of(row.organization, row.filed_on)
    to = []
    if head is not None:
        head_post = decline_position(head.signed_as, Case.DATIVE)
        school = decline_position(row.organization.short_name, Case.GENITIVE)
        to = [f"{head_post} {school}", person_in(head.person, Case.DATIVE)]
    posted = f"{decline_position(post, Case.GENITIVE)} " if post else ""
    answer = ()
    if row.answered_on is not None:
        said = f"{row.get_state_display()}, {row.answered_on:%d.%m.%Y}"
        facts = [Fact(label=_("Решение"), value=said)]
        if row.answer:
            facts.append(Fact(label=_("Ответ"), value=row.answer))
        if row.answered_by:
            facts.append(Fact(label=_("Ответил(а)"), value=row.answered_by.full_name))
        answer = (Block(facts=tuple(facts)),)
    return Paper(
        label=_("Заявление"),
        addressee=(*to, _("от %s") % f"{posted}{person_in(author, Case.GENITIVE)}"),
        blocks=(Block(paragraphs=(_("Прошу %s.") % ASKED[Application.Kind(row.kind)], row.text)), *answer),
        signatures=(SignLine(name=short(author), date=row.filed_on, mark=_("электронно")),),
    )


def agreement(row: MentoringAgreement, actor: Actor) -> Paper:
    """What, when, how and for what pay (ТК, ст. 351.8)."""
    organization = row.organization
    on = row.signed_on or row.offered_on
    post, name = head_of(organization, on)
    worker = post_of(row.person_id, organization.pk, on)
    hours = _("%s ч в месяц") % row.hours if row.hours else _("по программе")
    members = row.unit.members.filter(side="mentee", left_on=None).select_related("person")
    mentees = [member.person.full_name for member in members]
    led = _("3. Наставляемые: %s.") if len(mentees) > 1 else _("3. Наставляемый: %s.")
    clauses = (
        _("1. Работодатель поручает, а работник с его письменного согласия принимает работу по наставничеству."),
        _("2. Содержание работы: %s.") % row.duties.strip().rstrip("."),
        led % ", ".join(mentees) if mentees else "",
        _("4. Срок: с %(from)s по %(to)s. Объём: %(hours)s. Форма выполнения: %(form)s.") % {
            "from": f"{row.starts:%d.%m.%Y}", "to": f"{row.ends:%d.%m.%Y}", "hours": hours,
            "form": row.form_of_work.strip().rstrip("."),
        },
        _("5. Выплата: %s") % _pay(row),
        _("6. Работник вправе досрочно отказаться от поручения, а работодатель – досрочно отменить его, предупредив "
          "другую сторону письменно не позднее чем за три рабочих дня (ТК РФ, ст. 351.8)."),
        _("7. Соглашение составлено в двух экземплярах, по одному для каждой стороны, и является частью "
          "трудового договора."),
    )  # fmt: skip
    return Paper(
        label=_("Дополнительное соглашение"),
        title=_("к трудовому договору от %(day)s № %(number)s о работе по наставничеству")
        % {"day": BY_HAND, "number": "_" * 14},
        date=row.signed_on,
        place=organization.place if row.signed_on else f"{organization.place}, {BY_HAND}".removeprefix(", "),
        blocks=(
            Block(
                paragraphs=(
                    _("%(employer)s (далее – Работодатель), с одной стороны, и %(worker)s (далее – Работник), с другой "
                      "стороны, заключили дополнительное соглашение о нижеследующем.") % {
                        "employer": _employer(organization, on),
                        "worker": ", ".join(filter(None, [row.person.full_name, worker])),
                    },
                )
            ),
            Block(paragraphs=tuple(filter(None, clauses))),
        ),
        signatures=(
            _side(row.signed_by, organization, row.signed_on, post, name),
            SignLine(
                position=_("Работник"), name=short(row.person), date=row.consent_on,
                mark=_("электронно") if row.consent_on else "",
            ),
        ),
        draft=row.signed_on is None,
    )  # fmt: skip


def _employer(organization: Organization, on: datetime.date) -> str:
    """«Школа № 1 в лице директора Иванова Петра Сергеевича», as contracts name a side."""
    head = signatory_of(organization, on)
    if head is None:
        return organization.name
    return _("%(organization)s в лице %(post)s %(name)s") % {
        "organization": organization.name,
        "post": decline_position(head.post, Case.GENITIVE),
        "name": person_in(head.person, Case.GENITIVE),
    }


def _pay(row: MentoringAgreement) -> str:
    """The sum where the agreement names it, then its terms; the terms alone where a local act sets the sum."""
    terms = f"{row.pay_terms.rstrip('. ') or _('не предусмотрена')}."
    if not row.amount:
        return terms
    amount = money(row.amount)
    return _("%(amount)s руб. в месяц. Условия: %(terms)s") % {"amount": amount, "terms": terms}


def _side(signer: Person | None, organization, signed, post: str, name: str) -> SignLine:
    if signer is not None and signed is not None:
        return signed_line(signer, organization, signed, signed=signed)
    return SignLine(position=post, name=name)


CONSENT = PaperKind(
    slug="consent", label=gettext_lazy("Согласие"), model=Consent, build=consent,
    related=("organization__region", "person", "signer"),
)  # fmt: skip
STATEMENT = PaperKind(
    slug="statement", label=gettext_lazy("Заявление"), model=Application, build=statement,
    related=("organization__region", "author", "answered_by"),
)  # fmt: skip
AGREEMENT = PaperKind(
    slug="agreement", label=gettext_lazy("Дополнительное соглашение"), model=MentoringAgreement, build=agreement,
    related=("organization__region", "person", "signed_by", "unit"),
)  # fmt: skip

"""News, announcements and practices of an organization's page: written, checked, placed, taken away."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock, notices
from accounts.models import Person
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_read, check_version
from programs.models import Consent, Event, Program
from programs.queries.names import known_to, people_in
from programs.queries.regulations import effective_regulation
from programs.workflow import move

from ..models import Publication, PublicationPerson

Part = PublicationPerson.Part


def _check(actor: Actor, organization_id: int) -> None:
    if not actor.may("section.write") or not actor.signs_for(organization_id):
        raise Refusal(
            _("Для страницы пишет тот, кто её ведёт"),
            clause=effective_regulation(actor.organization, actor.today)["section_publisher"].basis,
            code="permission",
        )


def _way_back(row: Publication) -> str:
    """To a draft, in the words of the buttons."""
    if row.state == Publication.State.REVIEW:
        return _("Попросите того, кто проверяет, вернуть материал")
    if row.state == Publication.State.PUBLISHED:
        return _("Снимите материал со страницы и нажмите «Вернуть в черновики»")
    return _("Нажмите «Вернуть в черновики»")


def _locked(row: Publication) -> Publication:
    rows = Publication.objects.select_for_update(of=("self",)).select_related("organization__region")
    return rows.get(pk=row.pk)


def _check_rows(actor: Actor, program: Program | None, author: Person | None, event: Event | None) -> None:
    if program is not None and program.organization_id != actor.organization_id:
        raise Refusal(_("Это программа другой организации"), code="foreign")
    if event is not None and not Event.objects.visible_to(actor).filter(pk=event.pk).exists():
        raise Refusal(_("Такого события нет"), code="foreign")
    if author is not None and not known_to(actor.organization).filter(pk=author.pk).exists():
        raise Refusal(_("Этот человек не из вашей организации"), code="foreign")


@transaction.atomic
def begin(*, actor: Actor, fields: Mapping[str, Any], author: Person | None = None) -> Publication:
    _check(actor, actor.organization_id)
    _check_rows(actor, fields.get("program"), author, fields.get("event"))
    row = Publication.objects.create(
        organization=actor.organization, written_by_id=actor.person_id, created_at=clock.now(), **fields
    )
    _keep_author(row, author)
    audit.record(actor, "publication.create", row, to_state=row.state)
    return row


@transaction.atomic
def write(
    *, actor: Actor, publication: Publication, version: int, fields: Mapping[str, Any], author: Person | None = None
) -> Publication:
    """Change a draft; what was said of the people in other words is asked anew. Raises Stale."""
    row = _locked(publication)
    _check(actor, row.organization_id)
    _check_rows(actor, fields.get("program"), author, fields.get("event"))
    if row.state != Publication.State.DRAFT:
        raise Refusal(_("Править можно только черновик"), todo=_way_back(row), code="state")
    check_version(row, version, _("Материал уже изменили"), fields)
    words = row.words
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    _keep_author(row, author)
    if row.words != words:
        row.people.exclude(part=Part.AUTHOR).delete()
    audit.record(actor, "publication.edit", row)
    return row


def _keep_author(row: Publication, author: Person | None) -> None:
    row.people.filter(part=Part.AUTHOR).exclude(person=author).delete()
    if author is not None:
        PublicationPerson.objects.get_or_create(publication=row, person=author, part=Part.AUTHOR)


@transaction.atomic
def settle(
    *, actor: Actor, publication: Publication, parts: Mapping[int, str], version: int | None = None
) -> Publication:
    """Say of each person whose surname stands in the text whether he is meant. ``parts``: his id → a part.

    ``version``: of the words that were on the page.
    """
    row = _locked(publication)
    _check(actor, row.organization_id)
    check_read(row, version, _("Материал изменили, пока страница была открыта"))
    if row.state not in {Publication.State.DRAFT, Publication.State.REVIEW}:  # else nobody would read it after him
        raise Refusal(_("Материал уже проверен"), todo=_way_back(row), code="state")
    for person in people_in(row.words, row.organization):
        part = parts.get(person.pk, "")
        if part in {Part.NAMED, Part.NOT_HIM}:
            row.people.filter(person=person).exclude(part=Part.AUTHOR).delete()
            PublicationPerson.objects.create(publication=row, person=person, part=part)
    row.version += 1  # whoever reads it for «проверено» reads these marks too
    row.save(update_fields=["version"])
    audit.record(actor, "publication.settle", row, people=sorted(parts))
    return row


def submit(*, actor: Actor, publication: Publication) -> Publication:
    return move(publication, "submit", actor=actor, changes={"remark": ""})


def check(*, actor: Actor, publication: Publication, version: int | None = None) -> Publication:
    """``version``: of the words that were on the page."""
    return move(publication, "check", actor=actor, changes={"remark": ""}, facts={"version": version})


def send_back(*, actor: Actor, publication: Publication, remark: str) -> Publication:
    """To the author, who is told what to mend."""
    remark = remark.strip()[:500]
    row = move(publication, "return", actor=actor, changes={"remark": remark}, facts={"remark": remark})
    _tell(row, _("Материал для страницы вернули"), f"return:{row.version}", detail=remark)
    return row


def publish(*, actor: Actor, publication: Publication) -> Publication:
    return move(publication, "publish", actor=actor, changes={"published_at": clock.now()})


def withdraw(*, actor: Actor, publication: Publication) -> Publication:
    return move(publication, "withdraw", actor=actor)


def rework(*, actor: Actor, publication: Publication) -> Publication:
    return move(publication, "rework", actor=actor)


def lose_consent(*, consent: Consent, actor: Actor | None) -> None:
    """A consent to be named has ended: visitors read those texts no more by then; here their state says it too, and
    the author knows that a word is to be changed."""
    named = PublicationPerson.objects.filter(person_id=consent.person_id, part=Part.NAMED)
    rows = Publication.objects.filter(
        organization_id=consent.organization_id, state=Publication.State.PUBLISHED, pk__in=named.values("publication")
    )
    for row in rows.order_by("pk"):
        basis = "consent revoked" if actor else "consent expired"
        try:
            hidden = move(row, "hide", actor=actor, as_effect=True, basis=basis)
        except Refusal as refusal:
            if refusal.code not in {"already", "state"}:
                raise
            continue  # somebody has taken it down meanwhile: that must not stop the consent's end
        _tell(hidden, _("Материал снят со страницы: отозвано согласие"), f"hide:{consent.pk}")


def _tell(row: Publication, text: str, key: str, *, detail: str = "") -> None:
    url = f"/publications/{row.pk}/"
    notices.notify(
        row.written_by, text, dedupe_key=f"publication:{row.pk}:{key}", detail=detail or row.title, url=url,
        organization_id=row.organization_id,
    )  # fmt: skip

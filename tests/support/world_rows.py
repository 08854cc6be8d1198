"""The rows of the world that could leak: orders in every state, regulations, letters, notices, files, records."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts import models as a
from accounts.roles import Role
from accounts.secrets import hash_of, secret_of
from programs import models as p
from programs.order_content import content_hash, content_of, registered_content
from reports.models import Document
from tests.support import (
    world_api,
    world_community,
    world_feed,
    world_findings,
    world_impact,
    world_imports,
    world_life,
    world_orders,
    world_pairs,
    world_panels,
    world_papers,
    world_periods,
    world_practice,
    world_public,
    world_recognition,
    world_reports,
    world_routes,
    world_surveys,
)
from tests.world import BEGAN, Node

STATES = {
    "school": (*(state for state in p.Order.State.values if state != "agreeing"), "agreeing"),
    "municipality": ("draft", "registered", "published"),
    "region_authority": ("draft", "registered", "published"),
}
SIGNED = ("signed", "registered", "published", "cancelled")
NUMBERED = ("registered", "published", "cancelled")
DAY = datetime.timedelta(days=1)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fill(nodes: list[Node]) -> None:
    act, _ = p.LegalAct.objects.get_or_create(
        code="letter-az-1128",
        defaults={
            "level": "federal", "title": "Письмо о наставничестве", "instrumental": "письмом о наставничестве",
            "issued_on": BEGAN, "number": "АЗ-1128/08", "effective_from": BEGAN,
        },
    )  # fmt: skip
    for node in nodes:
        _accounts(node)
        if node.kind in STATES:
            _regulations(node)
            for number, state in enumerate(STATES[node.kind], start=1):
                _order(node, state, number, act)
            world_orders.fill(node, _file(node, "scan", f"скан приказа {node.code}"))
            _guest(node)
        if node.kind in ("municipality", "region_authority"):
            world_pairs.above(node)
        if node.kind == "municipality":
            world_reports.analytic(node)
        if node.kind == "school":
            node.rows["evidence_file"] = _file(node, "evidence", f"грамота {node.code}").pk
            node.rows["meeting_photo"] = _file(node, "evidence", f"фото встречи {node.code}").pk
            node.rows["list_file"] = _file(node, "list", f"список {node.code}").pk
            node.rows["agreement_file"] = _file(node, "evidence", f"договор {node.code}").pk
            node.rows["paper_file"] = _file(node, "list", f"программа {node.code}").pk
            node.rows["consent_scan"] = _file(node, "consent", f"согласие {node.code}").pk
            world_pairs.fill(node)
            world_feed.fill(node, _file(node, "evidence", f"файл пары {node.code}").pk)
            world_papers.fill(node)
            world_imports.fill(node)
            world_reports.fill(node)
            world_impact.fill(node)
            node.rows["product_file"] = _file(node, "evidence", f"продукт {node.code}").pk
            world_routes.fill(node)
            world_community.fill(node)
            world_practice.fill(node, _file(node, "evidence", f"памятка {node.code}"))
        if node.kind == "region_authority":
            world_routes.fill_region(node)
            world_impact.fill_region(node)
        world_life.fill(node)
        world_api.fill(node)
        world_periods.fill(node)
        if node.kind in STATES:
            world_surveys.fill(node)
            world_findings.fill(node)
            world_public.fill(node)
            world_recognition.fill(node)
    world_panels.fill(nodes)


def _first(node: Node) -> int:
    return next(iter(node.members.values())).person_id


def _accounts(node: Node) -> None:
    """What every node has: a place in the tree, letters, notices, terms, files, the journal."""
    now, inner, who = timezone.now(), node.inner, _first(node)
    if node.kind != "cnppm":  # one has always stood where it stands
        a.OrganizationPlacement.objects.create(
            organization_id=node.id, parent_id=_organization(node).parent_id, valid_from=BEGAN, reason=node.marker
        )
    for member in node.members.values():
        if member.role not in (Role.PARENT, Role.MENTEE):
            a.Employment.objects.create(
                person_id=member.person_id, organization_id=node.id, title=f"{member.role} {node.marker}",
                valid_from=BEGAN, is_deputy_head=member.role == Role.CURATOR,
            )  # fmt: skip
    a.Notice.objects.bulk_create(
        a.Notice(
            person_id=member.person_id, text=f"Лично {node.code}-{member.role}", detail=inner, dedupe_key="world",
            created_at=now,
        )
        for member in node.members.values()
    )  # fmt: skip
    guest = a.Person.objects.create(
        last_name=f"Приглашённая-{node.staff_word}", first_name="Ия", email=f"new@{node.slug}.test", gender="f"
    )
    job = a.Employment.objects.create(
        person=guest, organization_id=node.id, title=f"учитель {node.marker}", valid_from=BEGAN
    )
    notice = a.Notice.objects.get(person_id=who)
    invitation = a.Invitation.objects.create(
        person=guest, email=guest.email, secret_hash=sha(f"invitation {node.code}"), created_by_id=who,
        created_at=now, expires_at=now + 7 * DAY,
    )  # fmt: skip
    node.codes["invitation"] = _open(invitation, "invitation")
    deadlines = [_deadline(node, "overdue", now - 3 * DAY), _deadline(node, "soon", now + 5 * DAY)]
    letter = a.OutboxMessage.objects.create(
        kind="mail", payload={"to": guest.email, "subject": node.marker}, dedupe_key=f"world:{node.code}",
        organization_id=node.id, created_at=now, next_attempt_at=now, attempts=8, gave_up_at=now,
        last_error=f"550 нет ящика {node.marker}",
    )  # fmt: skip
    file = _file(node, "scan", f"скан {node.code}")
    event = a.AuditEvent.objects.create(
        at=now, person_id=who, organization_id=node.id, verb="organization.create", object_type="accounts.Organization",
        object_id=node.id, basis=node.marker, role="head",
    )  # fmt: skip
    a.AuditEvent.objects.create(  # the newest has no seal yet
        at=now, organization_id=node.id, verb="organization.edit", object_type="accounts.Organization",
        object_id=node.id, basis=node.marker,
    )  # fmt: skip
    a.AuditSeal.objects.create(event=event, number=a.AuditSeal.objects.count() + 1, hash=sha(node.code))
    node.rows.update({
        "person": who, "guest": guest.pk, "invitation": invitation.pk, "deadline": deadlines[0].pk,
        "letter": letter.pk, "file": file.pk, "event": event.pk,
            "job": job.pk, "notice": notice.pk,
    })  # fmt: skip
    if node.kind == "school":
        _pupils(node, now)


def _organization(node: Node) -> a.Organization:
    return a.Organization.objects.get(pk=node.id)


def _deadline(node: Node, key: str, due: datetime.datetime) -> a.Deadline:
    return a.Deadline.objects.create(
        organization_id=node.id, kind="world", key=key, title=f"Отчёт {node.marker}", clause="п. 1", due_at=due,
        role=Role.CURATOR if node.kind == "school" else next(iter(node.members)),
        opens_at=due - 30 * DAY, opened_at=due - 30 * DAY,
    )  # fmt: skip


def _pupils(node: Node, now: datetime.datetime) -> None:
    child, parent = node[Role.MENTEE], node[Role.PARENT]
    a.StudentProfile.objects.create(
        person_id=child.person_id, organization_id=node.id, class_label=f"7 {node.inner}", valid_from=BEGAN
    )
    a.GuardianLink.objects.create(guardian_id=parent.person_id, child_id=child.person_id, basis=node.inner)
    pupil = a.Person.objects.create(last_name=f"Новиков-{node.pupils_word}", first_name="Лев", gender="m")
    place = a.StudentProfile.objects.create(person=pupil, organization_id=node.id, class_label="8", valid_from=BEGAN)
    link = a.AccessLink.objects.create(
        person=pupil, secret_hash=sha(f"link {node.code}"), code_hash=sha(f"code {node.code}"),
        created_by_id=node[Role.CURATOR].person_id, created_at=now, expires_at=now + 7 * DAY,
    )  # fmt: skip
    node.codes["link"] = _open(link, "access_link")
    node.rows.update({"pupil": pupil.pk, "link": link.pk, "place": place.pk})


def _open(row: a.Invitation | a.AccessLink, purpose: str) -> str:
    """The secret that its letter or sheet carries."""
    secret = secret_of(purpose, row.region_id, row.pk)
    row.secret_hash = hash_of(purpose, row.region_id, secret)
    row.save(update_fields=["secret_hash"])
    return secret


def _regulations(node: Node) -> None:
    for number, state in enumerate(("repealed", "in_force", "draft"), start=1):
        row = p.Regulation.objects.create(
            organization_id=node.id, number=number, title=f"Положение о наставничестве {node.marker}", state=state,
            effective_from=None if state == "draft" else BEGAN + 365 * (number - 1) * DAY,
            effective_to=BEGAN + 365 * DAY if state == "repealed" else None, created_at=timezone.now(),
        )  # fmt: skip
        node.regulations[state] = row.pk


def _order(node: Node, state: str, number: int, act: p.LegalAct) -> None:
    now = timezone.now()
    head, drafter = node[Role.HEAD], node.members.get(Role.CURATOR) or node[Role.HEAD]
    signed, numbered = state in SIGNED, state in NUMBERED
    order = p.Order.objects.create(
        organization_id=node.id, title=f"О наставничестве {node.marker}", preamble=f"В целях развития {node.inner}",
        state=state, drafted_by_id=drafter.person_id, created_at=now - number * DAY,
        number=f"{number} – А" if numbered else "", dated=BEGAN + number * DAY if numbered else None,
        place="г. Приозёрск", submitted_at=None if state == "draft" else now,
        signed_by_id=head.person_id if signed else None, signed_as="Директор" if signed else "",
        signed_at=now if signed else None, content={} if signed else None, content_hash=sha("") if signed else "",
        registered_at=now if numbered else None, published_at=now if state == "published" else None,
    )  # fmt: skip
    node.orders[state] = order.pk
    clauses = list(_clauses(node, order, state))
    p.OrderClause.objects.bulk_create(clauses)
    p.OrderBasis.objects.create(order=order, act=act)
    if signed:
        order.content = content_of(order, actor=None, on=BEGAN)
        order.content_hash = content_hash(order.content)
        order.save(update_fields=["content", "content_hash"])
    if state == "returned":
        remark = p.OrderRemark.objects.create(
            order=order, author_id=head.person_id, place="п. 1", text=f"Уточните срок {node.inner}", order_version=1,
            created_at=now,
        )  # fmt: skip
        node.rows["remark"] = remark.pk
        node.rows["place_remark"] = p.PlaceRemark.objects.create(
            order=order, author_id=head.person_id, place="clause:1", quote=f"Пункт 1 {node.inner}", sent_at=now,
            text=f"Назовите дату {node.inner}", created_at=now, done_at=now,
            done_by_id=drafter.person_id,
        ).pk  # fmt: skip
    if numbered:
        _after_registration(node, order, clauses, now)


def _clauses(node: Node, order: p.Order, state: str) -> Iterator[p.OrderClause]:
    executor = node.members.get(Role.CURATOR) or node[Role.HEAD]
    statute = node.regulations["in_force" if state in NUMBERED else "draft"]
    kinds = (("statute_approval", statute), ("task", None), ("control", None))
    for position, (kind, regulation_id) in enumerate(kinds, start=1):
        yield p.OrderClause(
            order=order, position=position, kind=kind, text=f"Пункт {position} {node.inner}",
            executor_id=executor.person_id, regulation_id=regulation_id,
        )  # fmt: skip


def _after_registration(node: Node, order: p.Order, clauses: list[p.OrderClause], now: datetime.datetime) -> None:
    executor = node.members.get(Role.CURATOR) or node[Role.HEAD]
    p.Acknowledgement.objects.create(order=order, person_id=executor.person_id)
    p.Appointment.objects.create(clause=clauses[1], membership_id=executor.membership_id)
    file = _file(node, "issued", f"приказ {node.code} {order.state}")
    content = registered_content(order)
    document = Document.objects.create(
        kind="order", organization_id=node.id, order=order, template_version="1", content=content,
        content_hash=content_hash(content), file=file, issued_at=now,
    )  # fmt: skip
    node.rows.update({f"document_{order.state}": document.pk, f"issued_{order.state}": file.pk})
    node.codes[order.state] = document.public_code


def _file(node: Node, purpose: str, words: str) -> a.StoredFile:
    """The row, and the bytes for whichever process will be asked for them."""
    content = f"%PDF-1.4 {words} {node.inner}".encode()
    digest = hashlib.sha256(content).hexdigest()
    node.files[digest] = content
    return a.StoredFile.objects.create(
        organization_id=node.id, purpose=purpose, sha256=digest, size=len(content), content_type="application/pdf",
        name=f"{words}.pdf", created_at=timezone.now(),
    )  # fmt: skip


def write_files(nodes: Iterable[Node]) -> None:
    """The template holds rows only: each process of tests has its own folder of files."""
    for node in nodes:
        for digest, content in node.files.items():
            path = settings.FILES_DIR / str(node.region_id) / digest[:2] / digest
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _guest(node: Node) -> None:
    """An expert from outside looks at one order and one organization for a month."""
    user = a.User.objects.create_user(f"guest@{node.slug}.test", "a-password-for-tests")
    today = timezone.now().date()
    common = {
        "user": user, "valid_from": today, "valid_to": today + 30 * DAY, "granted_by_id": node[Role.HEAD].person_id,
        "reason": f"Экспертиза {node.marker}",
    }  # fmt: skip
    grant = p.OrderGrant.objects.create(
        content_object_id=node.orders["registered"], permission=_view("programs", "order"), **common
    )
    other = a.OrganizationGrant.objects.create(
        content_object_id=node.id, permission=_view("accounts", "organization"), **common
    )
    node.rows.update({"order_grant": grant.pk, "organization_grant": other.pk, "guest_user": user.pk})


def _view(app: str, model: str) -> Permission:
    kind = ContentType.objects.get(app_label=app, model=model)
    return Permission.objects.get(content_type=kind, codename=f"view_{model}")

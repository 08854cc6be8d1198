"""The public check under garbage: it says «no such document», refuses what is too large, and names nobody."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from programs.models import Program
from reports.documents.kinds import KINDS
from reports.models import Document
from reports.services.papers import issue_paper
from tests.programs.order_flow import brought_to, person
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
GARBAGE = (
    "zzz", "z" * 5000, "2" * 16,
    "'%20OR%201=1--", "..%2f..%2fetc%2fpasswd", "%00", "abc%00def", "%F0%9F%A6%84", "%E2%80%AE",
    "%ff%fe", "{{7*7}}", "<script>", "%0d%0aX-Bad:%201", "-1", "1e309",
)  # fmt: skip


def names(world: World) -> set[str]:
    """Whatever tells who somebody is, at the school that has issued."""
    with acting(world.a11.head):
        people = [person(member) for member in world.a11.members.values()]
        return {word for row in people for word in (row.last_name, row.email, row.phone) if word}


def codes(world: World) -> list[str]:
    order = brought_to("registered", world.a11)
    with acting(world.a11.head) as head:
        program = Program.objects.get(pk=world.a11.rows["program"])
        Program.objects.filter(pk=program.pk).update(
            state="completed", closed_on=head.today, approved_on=head.today, closure_reason="COMPLETED"
        )
        program.refresh_from_db()
        paper = issue_paper(actor=head, kind=KINDS["certificate"], row=program)
        return [Document.objects.get(order_id=order).public_code, paper.public_code]


def test_garbage_is_no_document(world: World) -> None:
    found, told = codes(world), names(world)
    addresses = [f"/v/region-a/{code}/" for code in GARBAGE]
    addresses += [f"/v/{region}/{code}/" for code in found for region in ("region-b", "nowhere", "%00", "r" * 3000)]
    addresses += [f"/v/region-a/{code.upper()}x/" for code in found] + [f"/v/region-a/{found[0][:-1]}/"]
    for address in addresses:
        for answer in (Client().get(address), Client().post(address, {"file": SimpleUploadedFile("a", b"%PDF-")})):
            assert answer.status_code == 404, address[:80]
            assert not [word for word in told if word in answer.content.decode()], address[:80]
    for typed in (*GARBAGE, "\x00" * 16, "x" * 100_000):
        assert Client().post("/v/region-a/zzz/", {"code": typed}).status_code in {302, 400, 422}, typed[:40]


def test_a_huge_file_is_refused_and_nobody_is_named(world: World) -> None:
    told = names(world)
    for code in codes(world):
        address = f"/v/region-a/{code}/"
        huge = SimpleUploadedFile("<script>.pdf", b"%PDF-" + b"x" * 20 * 2**20)
        answers = [Client().get(address), Client().post(address, {"file": huge}), Client().post(address, {})]
        assert [answer.status_code for answer in answers] == [200, 422, 422]
        answers.append(Client().post(address, {"file": SimpleUploadedFile("a.pdf", b"\x00\xff" * 1000)}))
        for answer in answers:
            assert not [word for word in told if word in answer.content.decode()]
            assert "<script>.pdf" not in answer.content.decode()
        assert Client().put(address).status_code == 405

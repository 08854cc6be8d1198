"""Documents of a mentor's card: taken by their bytes, read by whoever reads the card, gone when removed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEvent, StoredFile
from accounts.refusal import Refusal
from accounts.services import files
from programs.models import MentorEntry, MentorEvidence
from programs.services import evidence
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a diploma"


def upload(client, pk: int, content: bytes = PDF, name: str = "диплом.pdf", **more: str):
    data = {"kind": "honour", "title": "Диплом", "file": SimpleUploadedFile(name, content), **more}
    return client.post(reverse("evidence_add", args=[pk]), data)


def test_a_document_is_put_in_read_and_taken_out(world: World, client_of, django_capture_on_commit_callbacks) -> None:
    a = world.a11
    entry = a.rows["mentor_entry"]
    mentor, curator = client_of(a.mentor), client_of(a.curator)
    assert upload(mentor, entry, b"MZ program", "x.pdf").status_code == 422
    assert upload(mentor, entry, b"").status_code == 422
    assert upload(mentor, entry, title="").status_code == 422
    for _twice in range(2):
        assert upload(mentor, entry).status_code == 302
    with acting(a.curator):
        row = MentorEvidence.objects.get(title="Диплом")
        path = files._path(row.region_id, StoredFile.objects.get(pk=row.file_id).sha256)
    page = curator.get(reverse("mentor_detail", args=[entry])).content.decode()
    assert "Диплом" in page
    assert "Диплом" in curator.get(reverse("mentor_selection", args=[entry])).content.decode()
    address = reverse("evidence_file", args=[row.pk])
    answer = curator.get(address)
    assert answer.content == PDF and "attachment" in answer.headers["Content-Disposition"]
    assert client_of(a.head).get(reverse("stored_file", args=[row.file_id])).status_code == 404
    for stranger in (a.mentee, a.psychologist, world.a12.curator, world.a00.region_operator):
        assert client_of(stranger).get(address).status_code == 404
    remove = reverse("evidence_remove", args=[row.pk])
    assert client_of(a.council_chair).post(remove).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert mentor.post(remove).status_code == 302
    assert mentor.post(remove).status_code == 404 and not path.exists()
    with acting(a.curator):
        verbs = set(AuditEvent.objects.filter(object_id=entry).values_list("verb", flat=True))
        assert {"mentorentry.prove", "mentorentry.unprove", "mentorentry.open_proof"} <= verbs


def test_too_many_and_a_stranger(world: World, monkeypatch) -> None:
    a = world.a11
    with acting(a.council_chair) as actor:
        row = MentorEntry.objects.get(pk=a.rows["mentor_entry"])
        with pytest.raises(Refusal, match="сам наставник и куратор"):
            evidence.prove(actor=actor, entry=row, kind="other", title="x", content=PDF, name="x")
    monkeypatch.setattr(evidence, "MOST", 1)
    with acting(a.curator) as actor, pytest.raises(Refusal, match="уже 1"):
        evidence.prove(actor=actor, entry=row, kind="other", title="x", content=PDF, name="x")

"""An order of every kind as a picture; and in every preset, with the longest names, every word of it on the sheet."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from programs import ready_orders
from programs.scenarios.play import Play
from tests.reports.kinds_scene import DAY, LONGEST, PRESETS, Scene, document, drafts, scene, scratch_region
from tests.reports.paper import assert_looks_like, paper, picture, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def play() -> Iterator[Play]:
    region = scratch_region()
    with tenant_scope(region.pk):
        stage = Play(region)
        with stage.on(DAY):
            yield stage


def test_every_kind_looks_as_it_did(play: Play, tmp_path: Path) -> None:
    at = scene(play, "schekino11")
    for kind, draft in drafts(at):
        assert_looks_like(picture(paper(document(at, draft)), 1, dpi=45), f"kind-{kind}", tmp_path)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_kind_is_written_in_the_words_of_the_preset(play: Play, preset: str) -> None:
    at: Scene = scene(play, preset, LONGEST)
    made = dict(drafts(at))
    assert len(made) == 16
    for kind, draft in made.items():
        assert draft.title.startswith(("О ", "Об ")), kind
        said = " ".join(filter(None, [draft.title, draft.preamble, *(clause.text for clause in draft.clauses)]))
        assert "  " not in said and ".." not in said and " ." not in said and "None" not in said, kind
        assert said.count("«") == said.count("»") and said.count("„") == said.count("“"), kind


def test_the_longest_names_are_on_the_sheet(play: Play) -> None:
    at = scene(play, "tatarstan", LONGEST)
    made = dict(drafts(at))
    said = words(paper(document(at, made["termination"]))).replace(" ", "")
    for name, _post in LONGEST.people[2:4]:
        assert all(part[:8] in said for part in name.split()), name


def test_a_school_of_tatarstan_has_two_heads_and_its_founder_without_a_node(play: Play) -> None:
    """S3-002: ПРИКАЗ beside БОЕРЫК with Tatar letters. S5-134: nothing stands between this school and its region."""
    at = scene(play, "tatarstan")
    school = Organization.objects.get(kind="school")
    assert school.parent is not None and school.parent.kind == "region_authority"
    school.second_language, school.second_short_name = "tt", "11 нче мәктәп"
    school.second_name = "Гомуми белем бирү муниципаль бюджет учреждениесе «11 нче урта мәктәп»"
    school.save()
    said = words(paper(document(replace(at, curator=play.actor("Седова")), ready_orders.monitoring_order(at.curator))))
    assert "БОЕРЫК" in said.upper() and "учреждениесе" in said and "мәктәп" in said
    assert "Комитет по образованию" in said


@pytest.mark.parametrize("language", ["tt", "ba"])
def test_a_second_language_needs_its_name(play: Play, language: str) -> None:
    region = play.organization("ministry", "region_authority")
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.filter(pk=region.pk).update(second_language=language)

"""Components of each document by contour (S1-073, S3-038, S5-050), written by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from programs.regulation.contours import Component, by_contour, components
from programs.regulation.effective import effective
from programs.regulation.loader import load_preset

INSIDE = ["organization", "head", "curator"]
PEOPLE = ["mentors", "mentees"]

EXPECTED = {
    "kalmanka": (
        [*INSIDE, "council", *PEOPLE, "publisher"],
        ["municipal_body", "municipal_coordinator", "INSTITUTE", "CNPPM"],
    ),
    "tashtagol": ([*INSIDE, *PEOPLE, "mnc_liaison"], ["municipal_body"]),
    "tatarstan": (
        [*INSIDE, "council", *PEOPLE, "publisher"],
        ["municipal_body", "municipal_tutor", "municipal_mentor_base", "INSTITUTE", "CNPPM", "regional_mentor_base"],
    ),
    "schekino11": ([*INSIDE, "council", *PEOPLE, "publisher"], ["LINKS"]),
    "altai_duc": (
        [*INSIDE, "council", *PEOPLE, "publisher"],
        ["INSTITUTE", "CNPPM", "ACADEMY", "FEDERAL_CENTERS"],
    ),
}


def found(code: str) -> list[Component]:
    return components(effective([load_preset(code).layer(dt.date(2020, 1, 1))], dt.date(2024, 1, 1)))


@pytest.mark.parametrize("code", sorted(EXPECTED))
def test_components_stand_in_their_contours(code: str) -> None:
    inside, outside = EXPECTED[code]
    regulation = effective([load_preset(code).layer(dt.date(2020, 1, 1))], dt.date(2024, 1, 1))
    assert {contour: [item.code for item in items] for contour, items in by_contour(regulation).items()} == {
        "internal": inside,
        "external": outside,
    }


def test_outside_begins_with_the_region_where_there_is_no_municipality() -> None:
    """S5-091."""
    assert [item.tier for item in found("altai_duc") if item.contour == "external"] == ["regional"] * 2 + [
        "federal"
    ] * 2


def test_a_component_is_called_as_the_document_calls_it_and_says_where() -> None:
    by_code = {item.code: item for item in found("kalmanka")}
    assert by_code["INSTITUTE"].name == "КАУ ДПО «Алтайский институт развития образования имени А. М. Топорова»"
    assert by_code["council"].name == "методическое объединение / совет наставников"
    shown_by = by_code["municipal_body"].shown_by
    assert shown_by is not None
    assert shown_by.basis.startswith("п. 4.2.1 Положения")
    assert by_code["head"].shown_by is None
    assert str(by_code["CNPPM"].contour_label).startswith("внешний")


def test_without_a_document_only_the_school_itself_is_listed() -> None:
    bare = components(effective([], dt.date(2024, 1, 1)))
    assert [item.code for item in bare] == [*INSIDE, *PEOPLE]

"""What a provider's claims mean: rows of its table, read from whatever it may answer."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from accounts import oidc
from accounts.oidc_roles import BY_ORDER, PROPOSED, Claimed, RoleRow, claimed
from programs.models import APPOINTED_ROLES

HEAD = RoleRow(claim="positions", value="director", role="head", organization_claim="org_ogrn")
INSIDE = RoleRow("position", "methodist", "institute", "ogrn", "ogrn", within="organizations")
PROVIDER = "[[provider]]\nid='a'\nname='a'\nclient_id='a'\nserver_url='https://a.org'\n"
ROLE = "[[provider.role]]\nclaim='c'\nvalue='v'\nrole='{role}'\norganization_claim='o'\n"


def test_who_gives_roles_to_others_is_proposed() -> None:
    """A provider makes nobody the master of a region's data; a school without a head takes one."""
    assert {"region_operator", "coordinator", "curator"} <= PROPOSED
    assert "head" not in PROPOSED


def test_one_word_or_a_list_of_words() -> None:
    told = Claimed("head", "ogrn", "1021")
    assert claimed([HEAD], {"positions": "director", "org_ogrn": "1021"}) == [told]
    assert claimed([HEAD], {"positions": ["teacher", "director"], "org_ogrn": ["1021"]}) == [told]
    assert claimed([HEAD], {"positions": "Director", "org_ogrn": "1021"}) == []


def test_of_two_places_it_is_not_said_at_which_he_is_the_director() -> None:
    assert claimed([HEAD], {"positions": ["director", "teacher"], "org_ogrn": ["1021", "1022"]}) == []
    places = [{"position": "methodist", "ogrn": "1"}, {"position": "guard", "ogrn": "2"}]
    assert claimed([INSIDE], {"organizations": places}) == [Claimed("institute", "ogrn", "1")]


@pytest.mark.parametrize(
    "told",
    [
        None, [], "director", {"positions": None}, {"positions": "director"},
        {"positions": "director", "org_ogrn": None}, {"positions": "director", "org_ogrn": 1021},
        {"positions": {"director": 1}, "org_ogrn": "1021"},
        {"positions": [["director"]], "org_ogrn": "1021"}, {"positions": "director", "org_ogrn": "1" * 100_000},
        {"positions": "director", "org_ogrn": ""}, {"positions": "director", "org_ogrn": "10\x0021"},
        {"positions": ["x"] * 1000 + ["director"], "org_ogrn": "1021"}, {"positions": True, "org_ogrn": "1021"},
    ],
)  # fmt: skip
def test_whatever_is_not_exactly_so_gives_nothing(told: Any) -> None:
    assert claimed([HEAD, INSIDE], told) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["director", "1021"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["positions", "org_ogrn", "organizations"]), inner),
    max_leaves=20,
)


@given(JSON)
def test_nothing_but_the_roles_of_the_table_ever_comes_of_an_answer(told: Any) -> None:
    assert {(one.role, one.organization_by) for one in claimed([HEAD, INSIDE], told)} <= {
        ("head", "ogrn"), ("institute", "ogrn")
    }  # fmt: skip


def read(tmp_path: Path, text: str) -> dict[str, oidc.Provider]:
    path = tmp_path / "providers.toml"
    path.write_text(text, encoding="utf-8")
    return oidc.read(str(path))


def test_roles_as_the_operator_wrote_them(tmp_path: Path) -> None:
    text = PROVIDER + "region='region-a'\nunder='a10'\nclaims_last=7\n" + ROLE.format(role="head")
    found = read(tmp_path, text)["a"]
    assert (found.region, found.under, found.claims_last) == ("region-a", "a10", 7)
    assert found.roles == (RoleRow("c", "v", "head", "o"),)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (ROLE.format(role="head"), "region"),
        ("region='r'\n" + ROLE.format(role="parent"), "of an organization"),
        ("region='r'\n" + ROLE.format(role="platform_operator"), "of an organization"),
        ("region='r'\n" + ROLE.format(role="head") + "organization_by='name'", "one of"),
        ("region='r'\n" + ROLE.format(role="head") + "all=true", "unknown"),
        ("region='r'\n[[provider.role]]\nclaim='c'", "lacks"),
        ("region='r'\n[[provider.role]]\nclaim=1\nvalue='v'\nrole='head'\norganization_claim='o'", "texts"),
        ("region='r'\nclaims_last=0\n", "days"),
        ("region='r'\nrole='head'\n", "tables"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, more: str, words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        read(tmp_path, PROVIDER + more)


def test_what_an_order_gives_no_provider_gives() -> None:
    assert set(APPOINTED_ROLES.values()) <= BY_ORDER

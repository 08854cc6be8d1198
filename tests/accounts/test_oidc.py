"""The file of other sign-in systems: what is wrong in it stops the start with one clear line."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts import oidc

GOOD = """
[[provider]]
id = "net"
name = "Сетевой край"
server_url = "https://id.example.org/realm"
client_id = "mentoring"
secret_file = "{secret}"
email_domains = ["School.Example.org"]
other_origins = ["https://login.example.org"]
"""


def read(tmp_path: Path, text: str) -> dict[str, oidc.Provider]:
    path = tmp_path / "providers.toml"
    path.write_text(text, encoding="utf-8")
    return oidc.read(str(path))


def test_no_file_is_no_provider() -> None:
    assert oidc.read("") == {}


def test_a_provider_as_the_operator_wrote_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("тайна\n", encoding="utf-8")
    found = read(tmp_path, GOOD.format(secret=tmp_path / "secret"))["net"]
    assert (found.secret, found.trusts_email, found.domains) == ("тайна", False, ("school.example.org",))
    assert found.origins == ("https://id.example.org", "https://login.example.org")
    assert found.app["settings"]["scope"] == ["openid", "email"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[provider]]\nid = 'net'", "lacks"),
        ("[[provider]]\nid='a'\nname='a'\nclient_id='a'\nserver_url='http://id.example.org'", "https"),
        ("[[provider]]\nid='a'\nname='a'\nclient_id='a'\nserver_url='https://a.org'\ntrust=1", "unknown"),
        ("[[provider]]\nid='a'\nname='a'\nclient_id='a'\nserver_url='https://a.org'\n" * 2, "one id"),
        ("[[provider]]\nid='a'\nname='a'\nclient_id='a'\nserver_url='https://a.org'\ntrusts_email='false'", "true or"),
        ("[[provider]]\nid='a'\nname='a'\nclient_id='a'\nserver_url='https://a.org'\ntrusts_email=true", "needs"),
        ("[[provider]]\nid='a'\nname='a'\nclient_id='a'\nserver_url='https://a.org'\nsecret_file='none'", "none"),
        ("[[provider", "OIDC_PROVIDERS"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        read(tmp_path, text)


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="OIDC_PROVIDERS"):
        oidc.read(str(tmp_path / "none.toml"))

"""A real OpenID Connect provider on the loopback, and the way through it without a browser."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.http import HttpResponse
from django.test import Client
from oidc_provider_mock import run_server_in_thread

from accounts import oidc
from tests.support.people import second_factor_code


class Net:
    """The provider: what it says of a number there, and the way through it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def says(self, sub: str, **claims: Any) -> None:
        requests.put(f"{self.address}/users/{sub}", json=claims, timeout=5).raise_for_status()

    def bring(self, sub: str, *, factor: bool = False) -> Client:
        """From the button on our page through its page and back. Follows no further than our callback."""
        client = Client()
        self.answer = self.through(client, sub)
        if factor:
            self.answer = client.post("/account/2fa/authenticate/", {"code": second_factor_code()})
        return client

    def through(self, client: Client, sub: str, query: str = "") -> HttpResponse:
        there = client.post(f"/account/oidc/net/login/{query}").url
        back = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=5).headers["Location"]
        parts = urlsplit(back)
        return client.get(f"{parts.path}?{parts.query}")


@contextmanager
def serving(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, domains: Sequence[str], more: str = ""
) -> Iterator[Net]:
    """«Сетевой край» as an operator writes it, trusted with the addresses of ``domains``."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    with run_server_in_thread() as server:
        address = f"http://localhost:{server.server_port}"
        table = tmp_path / "providers.toml"
        table.write_text(
            f'[[provider]]\nid = "net"\nname = "Сетевой край"\nserver_url = "{address}"\nclient_id = "mentoring"\n'
            f'secret = "s"\ntrusts_email = true\nemail_domains = {list(domains)}\n{more}',
            encoding="utf-8",
        )
        settings.OIDC = oidc.read(str(table))
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [one.app for one in settings.OIDC.values()]}}
        yield Net(address)

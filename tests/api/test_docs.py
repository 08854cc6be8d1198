"""The document, the reference and the example of docs/api.md."""

import datetime
import json
import re
from pathlib import Path

import pytest
from django.conf import settings as site
from django.contrib.staticfiles import finders
from django.test import Client

from tests.world import World

from .calls import token_of

DOCS = Path(site.BASE_DIR) / "docs" / "api.md"
EXAMPLE = DOCS.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]


@pytest.mark.django_db(transaction=True)
def test_the_example_of_the_docs_runs(world: World, live_server) -> None:
    """Catches an example that was true once."""
    said: dict = {}
    exec(compile(EXAMPLE, "docs/api.md", "exec"), said)
    token = token_of(world.a11.curator)
    mentors = list(said["mentors_of"](live_server.url, token))
    assert [row["id"] for row in mentors] == [world.a11.rows["mentor_entry"]]
    day = (datetime.date.today() - datetime.timedelta(days=1)).isoformat()
    made = said["record_meeting"](live_server.url, token, world.a11.rows["unit"], day, "Разобрали урок")
    assert made["state"] == "held"
    with pytest.raises(RuntimeError, match=r"\w"):
        said["record_meeting"](live_server.url, token, world.b11.rows["unit"], day, "x")


@pytest.mark.django_db
def test_the_document_is_openapi_3_1_and_says_nothing_of_anybody(world: World) -> None:
    answer = Client().get("/api/v1/schema/")
    document = json.loads(answer.content)
    assert document["openapi"].startswith("3.1") and len(document["paths"]) > 20
    assert "МЕТКА" not in answer.content.decode()
    writes = [way["post"] for way in document["paths"].values() if "post" in way]
    assert len(writes) == 8
    assert all(any(one["name"] == "Idempotency-Key" and one["required"] for one in w["parameters"]) for w in writes)


@pytest.mark.django_db
def test_the_reference_loads_nothing_from_elsewhere() -> None:
    """Catches an inline script or style, which the CSP would stop, and a file of another host."""
    page = Client().get("/api/v1/reference/")
    text = page.content.decode()
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "<style" not in text and "style=" not in text and not re.search(r"<script(?![^>]*src=)", text)
    for address in re.findall(r'(?:src|href)="([^"]+)"', text):
        assert address.startswith("/")
        if address.startswith(site.STATIC_URL):
            assert finders.find(address.removeprefix(site.STATIC_URL)), address
    script = re.search(r'<script src="(/api/[^"]+)"', text).group(1)
    assert "SwaggerUIBundle" in Client().get(script.replace("&amp;", "&")).content.decode()


def test_every_scope_and_problem_stands_in_the_docs() -> None:
    from accounts.models import ApiScope
    from mentoring.api.problems import PROBLEMS

    text = DOCS.read_text(encoding="utf-8")
    assert [code for code in ApiScope.values if code.endswith(":read") and code not in text] == []
    pages = {"failure", "method", "not_acceptable", "media_type", "too_large"}
    assert [code for code in PROBLEMS.keys() - pages if f"`{code}`" not in text] == []

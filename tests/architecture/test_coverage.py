"""docs/coverage.md names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_test_that_the_coverage_names_is_there() -> None:
    """Catches a renamed or deleted test behind a clause."""
    text = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    gone = []
    for cell in re.findall(r"\| ([^|]*tests/[^|]*) \|\n", text):
        folder = ""
        for name in re.findall(r"(?:tests/[\w/]+/)?test_\w+\.py", cell):
            folder = name.rpartition("/")[0] or folder
            if not (ROOT / folder / name.rpartition("/")[2]).exists():
                gone.append(name)
    assert gone == []
    assert text.count("\n| ") > 30

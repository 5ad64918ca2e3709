"""What documents point to is there: files, headings, and each door's guide from the README."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from devkit import paths

_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)")
DOCUMENTS = sorted(
    file
    for place in (".", "functions", "tests", "scripts")
    for file in (paths.ROOT / place).glob("*.md" if place == "." else "**/*.md")
)


def _headings(file: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.M)
    return {"#" + re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(paths.ROOT)))
def test_links_lead_somewhere(file: Path) -> None:
    for name, heading in _LINK.findall(file.read_text("utf-8")):
        target = file.parent / name if name else file
        assert target.exists(), f"{name} is not there"
        assert not heading or heading in _headings(target), f"{name} has no {heading}"


def test_every_guide_of_a_door_is_in_the_readme() -> None:
    told = (paths.ROOT / "README.md").read_text("utf-8")
    guides = sorted(paths.ROOT.glob("functions/*/README.md"))
    assert guides
    assert not [g for g in guides if str(g.relative_to(paths.ROOT)) not in told]

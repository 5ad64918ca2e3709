"""What documents point to is there: files, headings, and each door's guide from the README."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from devkit import paths

_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)")
_TOLD_ROUTE = re.compile(r"`(GET|POST|PUT) ((?:/v1|…)/[^`? ]*)")
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


def test_scripts_that_documents_name_are_there_and_all_stand_in_both_readmes() -> None:
    there = {each.name for each in paths.SCRIPTS.iterdir()}
    for file in DOCUMENTS:
        named = set(re.findall(r"scripts/([a-z][\w-]*)", file.read_text("utf-8")))
        assert named <= there, file
    scripts = [each for each in paths.SCRIPTS.iterdir() if each.is_file()]
    for readme in ("README.md", "README.zh-CN.md"):
        told = (paths.ROOT / readme).read_text("utf-8")
        assert [s.name for s in scripts if f"| `scripts/{s.name}" not in told] == [], readme


def test_routes_that_guides_name_are_routes_of_doors() -> None:
    routes = [
        (method.upper(), path)
        for file in paths.ROOT.glob("functions/api_*/openapi.json")
        for path, methods in json.loads(file.read_text("utf-8"))["paths"].items()
        for method in methods
    ]
    for guide in paths.ROOT.glob("functions/api_*/*.md"):
        for method, told in _TOLD_ROUTE.findall(guide.read_text("utf-8")):
            assert any(m == method and _is(path, told) for m, path in routes), (guide, method, told)


def _is(route: str, told: str) -> bool:
    """`told` may begin with … and hold a value where the route has a parameter."""
    ours, theirs = route.split("/"), told.split("/")
    if theirs[0] == "…":
        theirs = theirs[1:]
        ours = ours[-len(theirs) :]
    return len(ours) == len(theirs) and all(
        one == other or one.startswith("{") for one, other in zip(ours, theirs, strict=True)
    )

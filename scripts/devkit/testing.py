"""scripts/test: pytest, from what it needs to its closing line, which comes last."""

from __future__ import annotations

import argparse
import os
import sys
from itertools import pairwise

from devkit import environment, layers, node, paths, say

# Quick first: a broken rule is seen before a cloud is started.
KINDS = ("unit", "infra", "integration", "e2e")
# One worker lives on the deployed bank and mostly waits for it; the others do the rest meanwhile.
_MOST_WORKERS = 4


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/test",
        description=__doc__,
        epilog=f"Kinds: {', '.join(KINDS)} (all, in this order, when none is named). Everything "
        "else goes to pytest: scripts/test unit -k money, scripts/test tests/e2e/test_doors.py -x",
        usage="scripts/test [kind …] [pytest's arguments …]",
    )
    _, rest = parser.parse_known_args(argv)
    for before, word in pairwise(["", *rest]):
        if not before.startswith("-") and not word.startswith("-") and not _is_there(word):
            parser.error(f"there is no kind, file or folder {word}")
    words = [_place(word) for word in rest]
    if not any(word.startswith("tests") for word in words):
        words += [f"tests/{kind}" for kind in KINDS if (paths.ROOT / "tests" / kind).is_dir()]
        words = _side_by_side() + words
    prepare(words)
    os.chdir(paths.ROOT)
    env = node.for_cdk() | {"PYTHONDONTWRITEBYTECODE": "1"}
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", "pytest", *words], env)


def _side_by_side() -> list[str]:
    """Options of pytest-xdist; an `-n` of the caller's comes later and wins. Who runs what is in
    tests/conftest.py.
    """
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    return ["-n", str(workers), "--dist", "loadscope", "--max-worker-restart", "0"]


def prepare(words: list[str]) -> None:
    """Make what the asked tests need, so that none of them has to."""
    if all(word.startswith("tests/unit") for word in words if word.startswith("tests")):
        node.ensure_node()
        return
    say.note("Making what the tests need")
    for target in ("local", "dev", "prod"):
        layers.ensure(target)
    environment.ensure_cloud()
    node.ensure_cdk()


def _is_there(word: str) -> bool:
    return word in KINDS or (paths.ROOT / word.split("::")[0]).exists()


def _place(word: str) -> str:
    return f"tests/{word}" if word in KINDS else word

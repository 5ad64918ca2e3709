"""Cases from files, and what became of one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devkit.reference.calculator import play_calculator
from devkit.reference.figures import Fault
from devkit.reference.story import Story
from devkit.reference.unsupported import rule_against
from devkit.trouble import Trouble

Case = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """`status` is passed, failed or unsupported; `rule` says why it is unsupported."""

    id: str
    status: str
    rule: str = ""
    faults: tuple[Fault, ...] = ()


def files_of(path: Path) -> list[Path]:
    return sorted(path.glob("*.json")) if path.is_dir() else [path]


def read(file: Path) -> list[Case]:
    """Raises Trouble where the file holds something else."""
    try:
        cases = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Trouble(f"{file}: {error}") from None
    if not isinstance(cases, list) or not all(_is_case(each) for each in cases):
        raise Trouble(f"{file} is no list of cases as tests/reference/README.md tells them.")
    return cases


def _is_case(told: Any) -> bool:
    return isinstance(told, dict) and {"id", "inputs"} <= told.keys()


def outcome_of(case: Case) -> Outcome:
    if rule := rule_against(case):
        return Outcome(case["id"], "unsupported", rule)
    try:
        faults = tuple(_play(case))
    except Exception as error:  # an error is a failing figure, not the end of the run
        faults = (Fault("", "error", "none", f"{type(error).__name__}: {error}"),)
    return Outcome(case["id"], "failed" if faults else "passed", faults=faults)


def _play(case: Case) -> Iterator[Fault]:
    if "periods" in case["inputs"]:
        yield from play_calculator(case)
    else:
        yield from Story(case).play()

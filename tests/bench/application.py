"""What one application for 优农贷 costs on the automatic path, from submit to money, step by step.

Every function runs in this process on a private local cloud; each call of its clients is on a tape.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rich.table import Table

from devkit import paths
from devkit.cloud import LocalCloud
from devkit.demo import story
from devkit.demo.cast import PASSWORD, Cast
from devkit.demo.story import WISHES, Tale
from devkit.partners import Partners
from devkit.people import archetype
from devkit.ports import free_port
from devkit.seed import seed
from tests.bench.bare import furnish
from tests.bench.inside import Inside
from tests.bench.show import console, goal
from tests.bench.tape import Made, Tape

B = TypeVar("B", bound=Inside)
WRITE_GOAL, READ_GOAL, TRANSITION_GOAL = 24, 6, 8
# Looking on is the applicant's choice, and so is how often.
_LOOKING = ("GET /loans/consent", "GET /loans/applications/{application_id}")
_OFFER = WISHES[0]


@dataclass(frozen=True)
class Life:
    """One application: its calls, and the states that its run entered."""

    calls: list[Made]
    entered: list[str]


def main() -> None:
    with bank_inside(Inside) as bank:
        players = cast_of(bank)
        cold, warm = (life(bank, players, number) for number in (1, 2))
    show(warm, cold)


@contextmanager
def bank_inside(kind: type[B]) -> Iterator[B]:
    """The bank in this process over a private local cloud that holds nothing but its tables."""
    paths.TMP.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=paths.TMP) as folder,
        Partners(0, Path(folder)) as partners,
        LocalCloud(Path(folder), free_port()) as cloud,
    ):
        os.environ.update(cloud.variables())
        settings = furnish(cloud, partners.url)
        yield kind(settings, Tape(cloud.client("dynamodb")), partners.url)


def cast_of(bank: Inside) -> Cast:
    """Staff of one county, planted and signed in."""
    with tempfile.TemporaryDirectory(dir=paths.TMP) as folder:
        seeded = seed(bank.settings, Path(folder) / "seed.json", households=0)
        return Cast.called(bank, seeded, Path(folder))


def life(bank: Inside, players: Cast, number: int) -> Life:
    """A farmer who was not known before gets a loan; only what follows the wish is on the tape."""
    draft = archetype(_OFFER.kind, players.county, number, players.today)
    tale = Tale(_OFFER, draft.head.name, draft.head.phone)
    story.capture(players, draft, tale)
    bank.enrol(draft.head.phone, PASSWORD, id_no=draft.head.id_no)
    farmer = bank.sign_in(draft.head.phone, PASSWORD, draft.head.phone)
    bank.tape.calls.clear()
    story.apply(farmer, tale)
    assert tale.application["status"] == "offered", tale.application
    story.sign(farmer, tale)
    return Life(list(bank.tape.calls), bank.runs[-1].entered)


def show(warm: Life, cold: Life) -> None:
    counted = [call for call in warm.calls if not call.kept and not _is_looking(call)]
    console.print(_steps(counted))
    writes, reads = _written(counted), _read(counted)
    goal("write units, with indexes", writes, WRITE_GOAL)
    goal("read units", reads, READ_GOAL)
    states = [*warm.entered, "end"]
    goal("transitions", len(states), TRANSITION_GOAL, " ".join(states))
    for name, is_part in _PARTS.items():
        part = [call for call in counted if is_part(call.step)]
        units = f"{_written(part)} w, {_read(part):g} r"
        goal(f"  {name}", units)
    goal("AWS calls", len(counted))
    for name, count in Counter(call.service for call in counted).items():
        goal(f"  {name}", count)
    begun = [call for call in cold.calls if not _is_looking(call)]
    goal("with every worker cold", f"{_written(begun)} w, {_read(begun):g} r")


def _steps(counted: list[Made]) -> Table:
    table = Table(title="One application, from submit to money, every function warm")
    table.add_column("step", no_wrap=True)
    table.add_column("writes", justify="right")
    table.add_column("reads", justify="right")
    table.add_column("AWS calls")
    for step in dict.fromkeys(call.step for call in counted):
        table.add_row(*_row(step, [call for call in counted if call.step == step]))
    return table


# Every step is in one of them.
_PARTS: dict[str, Callable[[str], bool]] = {
    "authorizer, five times": lambda step: step.endswith("authorizer"),
    "step-up: a code sent and judged": lambda step: (
        step.startswith("POST /auth") and not step.endswith("authorizer")
    ),
    "notices; the village's exposure": lambda step: step.startswith(("on_notice", "on_loan_moved")),
    "the application itself, and its money": lambda step: (
        step.startswith(("POST /loans", "GET /loans", "workflow", "on_application", "stream"))
        and not step.endswith("authorizer")
    ),
}


def _is_looking(call: Made) -> bool:
    return call.step.removesuffix(": authorizer") in _LOOKING


def _row(step: str, calls: list[Made]) -> tuple[str, str, str, str]:
    counts = Counter(_named(call) for call in calls)
    told = ", ".join(name + (f" ×{n}" if n > 1 else "") for name, n in counts.items())
    shown = step.replace("{application_id}", "…").replace("{step_up_id}", "…")
    return shown, f"{_written(calls) or ''}", f"{_read(calls):g}" if _read(calls) else "", told


def _named(call: Made) -> str:
    return call.operation if call.service == "dynamodb" else f"{call.service} {call.operation}"


def _written(calls: list[Made]) -> int:
    return sum(call.written for call in calls)


def _read(calls: list[Made]) -> float:
    return sum(call.read for call in calls)

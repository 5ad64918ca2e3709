"""scripts/tablet: a village that a tablet captured without a line, sent to the bank in one go.

A tablet captures so many households of one village offline, then sends all of them packed, call
after call, until none is left; what one call has no time for goes with the next. Broken off at any
moment, the same command goes on, and nothing comes in twice. It tells the bytes a household takes
on the wire and how long a slow line would need for them. What was captured and what the bank
answered lies in .local/tablet/<county>; --fresh captures another village's worth anew.

Needs a local deployment with staff: scripts/local seed.
"""

from __future__ import annotations

import argparse
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from devkit import arguments, paths, say
from devkit.people import Draft, households
from devkit.token import officer_of
from devkit.trouble import FAILED_STEP, Trouble
from nongxin.archives.sync.packing import packed
from nongxin.kernel.clock import SystemClock

Json = dict[str, Any]
# A door takes 64 KiB; base64 and the frame of the request take their share.
LARGEST_PACKED = 60_000
MOST_A_CALL = 40
_SLOW_BITS = 64_000  # a second, of a village's line (GPRS)
_ACCOUNT = "2724610425000000012"  # where subsidies come into; no account needs to be there


class Officer(Protocol):
    """Whoever is signed in on the tablet."""

    def post(self, path: str, body: Json) -> Json: ...


@dataclass
class Sent:
    """`raw` and `small` are bytes as JSON and on the wire; `told` what was not simply taken."""

    households: int = 0
    calls: int = 0
    raw: int = 0
    small: int = 0
    told: int = 0


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/tablet",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--households", type=arguments.count, default=300, metavar="N",
                        help="how many are captured (300)")  # fmt: skip
    parser.add_argument(
        "--county", default="610425", metavar="CODE", help="a seeded county (610425)"
    )
    parser.add_argument("--seed", type=int, default=300, metavar="S", help="who is captured (300)")
    parser.add_argument("--fresh", action="store_true", help="another tablet, with nothing sent")
    asked = parser.parse_args(argv)
    officer, officer_id = officer_of(asked.county)
    tablet = Tablet.at(paths.LOCAL / "tablet" / asked.county, fresh=asked.fresh)
    if not tablet.captured:
        drafts = households(asked.county, asked.households, SystemClock().today(), asked.seed)
        tablet.capture(drafts, officer_id)
    return 0 if _told(tablet.sync(officer)) else FAILED_STEP


def _told(sent: Sent) -> bool:
    """Answers whether everything was simply taken."""
    if not sent.households:
        say.note("nothing is left to send; --fresh takes another tablet")
        return True
    count, raw, small = sent.households, sent.raw // sent.households, sent.small // sent.households
    minutes = sent.small * 8 / _SLOW_BITS / 60
    say.note(f"{count} households in {sent.calls} calls, {sent.told} changes not simply taken")
    say.note(f"  a household is {raw:,} bytes as JSON and {small:,} on the wire,")
    say.note(f"  so {minutes:.1f} minutes for all of them at {_SLOW_BITS // 1000} kbit/s")
    return not sent.told


class Tablet:
    """What a tablet holds: households as they were captured, and which of them the bank has."""

    def __init__(self, folder: Path, device: str) -> None:
        self._captured, self._answers = folder / "captured.ndjson", folder / "answers.ndjson"
        self.device = device

    @classmethod
    def at(cls, folder: Path, *, fresh: bool = False) -> Tablet:
        """The tablet whose files lie there, or another one."""
        folder.mkdir(parents=True, exist_ok=True)
        name = folder / "device"
        if fresh or not name.exists():
            for file in folder.glob("*.ndjson"):
                file.unlink()
            name.write_text(f"tab-{secrets.token_hex(4)}", "ascii")
        return cls(folder, name.read_text("ascii"))

    @property
    def captured(self) -> list[Json]:
        return list(_lines(self._captured))

    def capture(self, drafts: Iterable[Draft], officer_id: str) -> None:
        """All in the first one's village; the file is there whole or not at all."""
        village, part = "", self._captured.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            for draft in drafts:
                village = village or draft.village
                file.write(json.dumps(_household(draft, village, officer_id)) + "\n")
        part.rename(self._captured)

    def sync(self, officer: Officer) -> Sent:
        """Sends what the bank has not answered for yet, until nothing is left."""
        known = {answer["ref"] for answer in _lines(self._answers)}
        waiting = [each for each in self.captured if each["ref"] not in known]
        total, sent = len(waiting), Sent()
        with self._answers.open("a", encoding="utf-8") as answers:
            answers.write("\n")  # whatever broke off before
            while waiting:
                small, count = batch(waiting)
                body = {"device": self.device, "packed": small}
                taken = officer.post("/archives/sync", body)["households"]
                for each in taken:
                    answers.write(json.dumps(each) + "\n")
                answers.flush()
                done = {each["ref"] for each in taken}
                if not done:
                    raise Trouble("the bank has no time for a single household; try again later")
                sent.raw += sum(len(json.dumps(w)) for w in waiting[:count] if w["ref"] in done)
                sent.small, sent.calls = sent.small + len(small), sent.calls + 1
                sent.households += len(done)
                sent.told += sum(len(each["told"]) for each in taken)
                waiting = [each for each in waiting if each["ref"] not in done]
                say.note(f"  {total - len(waiting)}/{total} households")
        return sent


def batch(waiting: list[Json]) -> tuple[str, int]:
    """As many of the first households as fit into a call, packed; and how many they are."""
    count = MOST_A_CALL
    while len(told := packed(waiting[:count])) > LARGEST_PACKED:
        count -= 2
    return told, len(waiting[:count])


def _lines(file: Path) -> Iterator[Json]:
    """A line that a power cut broke off is left out."""
    for line in file.read_text("utf-8").splitlines() if file.exists() else []:
        try:
            yield json.loads(line)
        except ValueError:
            continue


def _household(draft: Draft, village: str, officer_id: str) -> Json:
    """As a tablet keeps it: the sections in order, each a change on nothing."""
    at = f"{draft.captured_on.isoformat()}T08:00:00+08:00"
    rows = draft.captured(_ACCOUNT, officer_id)
    changes = [
        {"number": n, "section": code, "over": 0, "rows": each, "made_at": at}
        for n, (code, each) in enumerate(rows.items(), start=1)
    ]
    return {"ref": f"h{draft.number}", "village": village, "opened_at": at, "changes": changes}

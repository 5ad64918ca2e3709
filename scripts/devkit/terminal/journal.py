"""A terminal's journal: what it must not forget, a line of JSON each, written before it acts.

The file only grows; of each number the last line counts. A line that a power cut broke off is left
out: what it would have told had not been done yet. PIN blocks are never written; what was taken
without a line keeps its secrets until it was sent (they are opaque to us).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from devkit.terminal.line import Json

OPEN, OFFLINE = "open", "offline"


@dataclass
class Entry:
    """`state` is open, offline (to be uploaded), or how it ended: a payment's status, refused or
    voided. `wants`: reversal or void, until the bank has answered it. `written`: a meter's card.
    """

    number: str
    order: Json
    state: str = OPEN
    wants: str = ""
    written: bool = False
    reason: str = ""
    receipt: Json = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/v1/payments/{self.number.replace('-', '/')}"

    @property
    def has_ended(self) -> bool:
        return self.state not in (OPEN, OFFLINE)


class Journal:
    """`reports`: by day, what the bank took of it at a day's end."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.entries: dict[str, Entry] = {}
        self.reports: dict[str, Json] = {}
        file.parent.mkdir(parents=True, exist_ok=True)
        for line in file.read_text("utf-8").splitlines() if file.exists() else []:
            try:
                told = json.loads(line)
                if "day" in told:
                    self.reports[told.pop("day")] = told
                    continue
                entry = Entry(**told)
            except (ValueError, TypeError):
                continue  # broken off
            self.entries[entry.number] = entry

    def next_trace(self, day: str) -> str:
        """A number is never used twice on a date."""
        used = [int(number[9:]) for number in self.entries if number.startswith(day)]
        return f"{max(used, default=0) + 1:06d}"

    def write(self, entry: Entry) -> None:
        self.entries[entry.number] = entry
        self._append(json.dumps(asdict(entry), ensure_ascii=False) + "\n")

    def report(self, day: str, told: Json) -> None:
        self.reports[day] = told
        self._append(json.dumps({"day": day} | told, ensure_ascii=False) + "\n")

    def break_off(self) -> None:
        """The power went in the middle of a line."""
        self._append('{"number": "2026\n')

    def _append(self, text: str) -> None:
        with self.file.open("a", encoding="utf-8") as file:
            file.write(text)

    def waiting(self) -> list[Entry]:
        return [entry for entry in self.entries.values() if entry.state == OFFLINE]

    def unended(self) -> list[Entry]:
        return [entry for entry in self.entries.values() if entry.state == OPEN]

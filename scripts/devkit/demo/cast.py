"""Who plays: staff of one county signed in, and farmers who were not known to the bank before this
run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from devkit import kept
from devkit.bank import Bank, Person
from devkit.people import Draft, archetype
from devkit.planting import Staff
from devkit.seed import COUNTIES, Seeded
from nongxin.kernel.clock import SystemClock

PASSWORD = "Qiuyue-2026-libao"  # noqa: S105 - of people that exist on this machine only
_RUNS_FILE = "demo.json"


@dataclass
class Cast:
    """`officer` captures; `colleague` and `approver` judge what they did not capture themselves."""

    bank: Bank
    county: str
    today: date
    run: int
    officer: Person
    officer_id: str
    colleague: Person
    approver: Person
    ops: Person

    @classmethod
    def called(cls, bank: Bank, seeded: Seeded, home: Path) -> Cast:
        """Signs the staff in; every run plays in the other county than the one before."""
        run = _next_run(home / _RUNS_FILE)
        county = COUNTIES[run % len(COUNTIES)]
        officer = seeded.one("officer", county, 0)
        return cls(
            bank=bank,
            county=county,
            today=SystemClock().today(),
            run=run,
            officer=_staff(bank, officer),
            officer_id=officer.id,
            colleague=_staff(bank, seeded.one("officer", county, 1)),
            approver=_staff(bank, seeded.one("county_approver", county)),
            ops=_staff(bank, next(s for s in seeded.staff if s.role == "ops")),
        )

    def farmer(self, kind: str) -> Draft:
        """A family whose application ends as `kind` says; another one in each run."""
        return archetype(kind, self.county, self.run, self.today)


def _staff(bank: Bank, staff: Staff) -> Person:
    return bank.admit(staff.staff_no, PASSWORD, staff.phone, staff_no=staff.staff_no)


def _next_run(file: Path) -> int:
    run = 1 + int(kept.read(file).get("run", 0))
    kept.write(file, {"run": run})
    return run

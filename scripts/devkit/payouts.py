"""scripts/payouts: sends a fiscal payout file (CSV) to the bank, a page at a time.

The columns are those that scripts/people writes: item_code, batch_no, pay_date, name, id_no,
amount (yuan), qty. An officer of the county sends it to the local deployment; the same payment
counts once, so a file may be sent again. At the end: sums, and why how many lines are nobody's.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from devkit import arguments, say
from devkit.bank import Person
from devkit.token import officer_of
from devkit.trouble import Trouble

PAGE = 50
COLUMNS = {"item_code", "batch_no", "pay_date", "name", "id_no", "amount"}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/payouts",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=arguments.file, metavar="FILE.csv")
    parser.add_argument(
        "--county", default="610425", metavar="CODE", help="a seeded county (610425)"
    )
    asked = parser.parse_args(argv)
    officer, _ = officer_of(asked.county)
    _send(officer, asked.county, asked.file)
    return 0


def pages(file: Path) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The number of a page's first line, from 1 on, and its lines as the door takes them."""
    with open(file, encoding="utf-8-sig", newline="") as handle:
        rows = list(_lines(file, handle))
    for at in range(0, len(rows), PAGE):
        yield at + 1, rows[at : at + PAGE]


def _lines(file: Path, handle: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Raises Trouble, with the line, for one that no door could take."""
    reader = csv.DictReader(handle)
    try:
        if lacking := sorted(COLUMNS - set(reader.fieldnames or ())):
            raise Trouble(f"{file} has no column {', '.join(lacking)}")
        for row in reader:
            yield _line(row)
    except UnicodeDecodeError:
        raise Trouble(f"{file} is not UTF-8") from None
    except (InvalidOperation, ValueError, TypeError, csv.Error):
        raise Trouble(f"{file}:{reader.line_num}: the amount is no yuan and whole fen") from None


def _line(row: dict[str, str]) -> dict[str, Any]:
    fen = Decimal(row["amount"]) * 100
    if fen != int(fen):
        raise ValueError("a fraction of a fen")
    return {
        "item": row["item_code"],
        "batch": row["batch_no"],
        "paid_on": row["pay_date"],
        "name": row["name"],
        "id_no": row["id_no"],
        "amount_fen": int(fen),
    }


def _send(officer: Person, county: str, file: Path) -> None:
    for first, lines in pages(file):
        body = {"county": county, "file": file.name, "first_line": first, "lines": lines}
        told = officer.post("/customers/payouts", body)
        say.note(f"  line {first + len(lines) - 1}: {told['matched']} of {told['lines']} matched")
    path = f"/customers/payouts/{county}/{file.name}"
    sums = officer.get(path)
    why = Counter(row["why"] for row in _unmatched(officer, path))
    others = ", ".join(f"{count} {each}" for each, count in why.most_common())
    say.note(f"{sums['matched']} of {sums['lines']} lines matched; the others: {others or 'none'}")


def _unmatched(officer: Person, path: str) -> Iterator[dict[str, Any]]:
    query = "?limit=100"
    while True:
        told = officer.get(f"{path}/unmatched{query}")
        yield from told["unmatched"]
        if told["cursor"] is None:
            return
        query = f"?limit=100&cursor={told['cursor']}"

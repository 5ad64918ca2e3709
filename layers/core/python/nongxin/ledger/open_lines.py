"""What the lines of an account and of a posting must be, one after another. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from nongxin.ledger import holds
from nongxin.ledger.finding import Finding
from nongxin.ledger.kinds import Side, account_kinds
from nongxin.ledger.line import Line

# A line, the text of its holds, and the seal that follows from the seal before.
Told = tuple[Line, str, Callable[[str], str]]


def chain_breaks(chain: Sequence[Told]) -> Iterator[Finding]:
    """Of an account's entries, oldest first. The first one is the ground that the others stand on,
    unless it is entry 0, which stands on nothing.
    """
    for number, (line, held, seal_after) in enumerate(chain):
        where = f"{line.account}#{line.seq}"
        before = chain[number - 1][0] if number else None
        if before is None and line.seq:
            continue
        if before is not None and line.seq != before.seq + 1:
            yield Finding("dropped", f"{line.account}#{before.seq + 1}")
            continue
        side = account_kinds()[line.kind].side
        if line.balance_fen != (before.balance_fen if before else 0) + line.signed_fen(side):
            yield Finding("balances", where)
        if line.seal != seal_after(before.seal if before else ""):
            yield Finding("unchained", where)
        if not _sound(held):
            yield Finding("holds", where)


def _sound(held: str) -> bool:
    """Each hold once, and for something: what is held in all is never below 0."""
    try:
        found = holds.from_text(held)
    except (IndexError, ValueError):
        return False
    return all(h.amount_fen > 0 for h in found) and len({h.id for h in found}) == len(found)


def unbalanced(lines: Iterable[Line]) -> dict[str, int]:
    """The postings of one legal entity whose lines do not sum to zero, with what is left (fen)."""
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.journal] += line.signed_fen(Side.DEBIT)
    return {journal: fen for journal, fen in sums.items() if fen}

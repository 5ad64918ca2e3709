"""The trial balance (试算平衡表) of a legal entity on a business date, from the lines of that day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nongxin.kernel.errors import Rule
from nongxin.kernel.value import value
from nongxin.ledger.kinds import Side, account_kinds

# County and kind -> fen; debit is positive, credit negative, whatever the kind's normal side.
Sums = Mapping[tuple[str, str], int]
# County, kind, side and fen of a line that moves money; no class, since a day may have millions.
Move = tuple[str, str, str, int]


class BooksBroken(Rule):
    """The books contradict themselves: people must look before the day is sealed."""

    code = "books-broken"
    zh = "账务不平，共{count}处，见 breaks"
    en = "The books do not balance in {count} places, see `breaks`"


@value
class TrialRow:
    """`opening_fen` and `closing_fen`: debit positive. Turnover by side, both positive."""

    opening_fen: int = 0
    debit_fen: int = 0
    credit_fen: int = 0

    @property
    def closing_fen(self) -> int:
        return self.opening_fen + self.debit_fen - self.credit_fen


@value
class TrialBalance:
    rows: Mapping[tuple[str, str], TrialRow]

    @property
    def closing(self) -> dict[tuple[str, str], int]:
        """What the next day opens with."""
        return {place: row.closing_fen for place, row in self.rows.items() if row.closing_fen}

    def kind(self, code: str) -> TrialRow:
        """A kind over all counties."""
        found = [row for (_, kind), row in self.rows.items() if kind == code]
        return TrialRow(
            sum(row.opening_fen for row in found),
            sum(row.debit_fen for row in found),
            sum(row.credit_fen for row in found),
        )

    def breaks(self, balances: Sums) -> list[str]:
        """Every way in which the books contradict themselves; none if they are right.

        `balances` are the sums of what the exact accounts say of themselves.
        """
        rows = self.rows.values()
        debit, credit = sum(r.debit_fen for r in rows), sum(r.credit_fen for r in rows)
        found = [] if debit == credit else [f"turnover {debit} debit, {credit} credit"]
        left = sum(row.closing_fen for row in rows)
        found += [f"balances sum to {left}"] if left else []
        kinds = account_kinds()
        for place in sorted(set(self.rows) | set(balances)):
            if kinds[place[1]].exact:
                told, summed = balances.get(place, 0), self.rows.get(place, TrialRow()).closing_fen
                found += [f"{'/'.join(place)}: accounts {told}, postings {summed}"] * (
                    told != summed
                )
        return found


def trial_balance(opening: Sums, moves: Iterable[Move]) -> TrialBalance:
    debit_side = Side.DEBIT.value
    debits: dict[tuple[str, str], int] = {}
    credits: dict[tuple[str, str], int] = {}
    for county, kind, side, amount_fen in moves:
        sums = debits if side == debit_side else credits
        place = (county, kind)
        sums[place] = sums.get(place, 0) + amount_fen
    places = sorted({*opening, *debits, *credits})
    return TrialBalance(
        {
            place: TrialRow(opening.get(place, 0), debits.get(place, 0), credits.get(place, 0))
            for place in places
        }
    )


def debit_positive(kind_code: str, balance_fen: int) -> int:
    """A balance on its kind's normal side as the trial balance counts it."""
    return balance_fen if account_kinds()[kind_code].side is Side.DEBIT else -balance_fen

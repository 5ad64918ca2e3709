"""A contradiction in the books, by what it is and where."""

from __future__ import annotations

from nongxin.kernel.value import value


@value
class Finding:
    """`what`: changed, dropped, inserted, unchained (an entry's hash), balances, holds, unbalanced
    (a posting), opening (against yesterday's seal), seal, clearing (between entities).

    `where`: account and number, general-ledger line, posting, or county and kind.
    """

    what: str
    where: str

"""Decide on a checked payout file: with the second pair of eyes its money leaves the bureau's
account, all at once; the lines are credited out of it.
"""

from __future__ import annotations

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.ledger.store import JournalRecord
from nongxin.payments.subsidies.events import SubsidiesReleased
from nongxin.payments.subsidies.ports import SubsidyParts
from nongxin.payments.subsidies.subsidy_file import TRANSIT, SubsidyFile

_RELEASED = "SUBSIDY_RELEASED"


def decide_file(
    file: SubsidyFile, by: Principal, key: CommandKey, parts: SubsidyParts, *, approves: bool
) -> Outcome:
    """Raises FileElsewhere, FileFourEyes, FileTooEarly, FilePaidBefore, InsufficientFunds."""
    after = file.decided(by.id, parts.clock.today(), approves=approves)
    answer = {"file_id": file.id, "status": after.status.value}
    if not approves:
        return Outcome(answer, [parts.files.save(after)], JournalRecord())
    legs = [
        debit(file.account_id, file.good.amount_fen),
        credit(transit_of(file), file.good.amount_fen),
    ]
    told = SubsidiesReleased(
        county=file.county,
        file_id=file.id,
        account_id=file.account_id,
        lines=file.good.lines,
        amount_fen=file.good.amount_fen,
    )
    booked = book(Posting(_RELEASED, None, None, legs), key, parts.books)
    saved = parts.files.save(after, outbox([told], parts.clock))
    return booked.outcome(answer, parts.files.content_paid(file), saved)


def transit_of(file: SubsidyFile) -> str:
    """Where money is between the bureau's account and the payees' (代发在途)."""
    return general(file.county, file.entity, TRANSIT)

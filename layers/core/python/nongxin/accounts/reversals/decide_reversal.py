"""Decide on a reversal: with the second pair of eyes the money goes back, once."""

from __future__ import annotations

from dataclasses import replace

from nongxin.accounts.events import TransferReversed
from nongxin.accounts.ports import PayingParts
from nongxin.accounts.reversals.ask_reversal import transfer_slip
from nongxin.accounts.reversals.reversal import Reversal
from nongxin.accounts.reversals.reversal_store import DynamoReversals
from nongxin.accounts.statements.slip import SENT, TAKEN, Slip
from nongxin.accounts.transfers.payment_store import entry_numbers
from nongxin.kernel.commands import Answer, CommandKey, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.ledger.reverse_posting import ReversePosting, reverse_posting
from nongxin.ledger.store import JournalRecord


@value
class DecideReversal:
    account_id: str
    number: int
    approves: bool


def decide_reversal(
    command: DecideReversal,
    by: Principal,
    key: CommandKey,
    reversals: DynamoReversals,
    parts: PayingParts,
) -> Outcome:
    """Raises Missing, ReversalDecided, SameHands, AlreadyReversed, and InsufficientFunds or
    AccountNotOpen where the payee's account cannot give the money back.
    """
    asked = reversals.get(command.account_id, command.number)
    if asked is None:
        raise Missing()
    decided = asked.decided(by.id, approves=command.approves)
    answer = _answer(decided)
    if not command.approves:
        return Outcome(answer, [reversals.save(decided)], JournalRecord())
    slip = transfer_slip(command.account_id, command.number, parts)
    original = ReversePosting(slip.journal_county, slip.journal)
    back = reverse_posting(original, key, parts.books)
    writes = [*back.writes]
    told = _told(decided, entry_numbers(writes), parts)
    events = outbox([told], parts.calendar.clock)
    writes += [reversals.save(decided, events), *_slips(slip, writes, key, parts)]
    return replace(back, answer=answer, writes=writes)


def _slips(slip: Slip, writes: list[Write], key: CommandKey, parts: PayingParts) -> list[Write]:
    """The payer hears from whom it came back; the payee's line says whom it went back to."""
    numbers = entry_numbers(writes)
    (other,) = set(numbers) - {slip.account_id}
    back = replace(
        slip,
        number=numbers[slip.account_id],
        kind=TAKEN,
        journal=key.digest,
        journal_county=key.county,
    )
    payer = parts.ledger.get(slip.account_id)
    given = replace(
        back,
        account_id=other,
        number=numbers[other],
        kind=SENT,
        party_name=parts.names.name_of(payer.owner),
        party_number=parts.accounts.number_of(payer.owner, payer.id),
    )
    return [parts.payments.add_slip(back), parts.payments.add_slip(given)]


def _told(decided: Reversal, numbers: dict[str, int], parts: PayingParts) -> TransferReversed:
    (other,) = set(numbers) - {decided.account_id}
    return TransferReversed(
        county=county_of(decided.account_id),
        account_id=decided.account_id,
        payee_account_id=other,
        entity=parts.ledger.get(decided.account_id).entity,
        amount_fen=decided.amount_fen,
    )


def _answer(decided: Reversal) -> Answer:
    return {
        "account_id": decided.account_id,
        "number": decided.number,
        "status": decided.status.value,
    }

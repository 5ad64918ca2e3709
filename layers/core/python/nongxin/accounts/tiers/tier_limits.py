"""Hold a posting against the limits of Ⅱ and Ⅲ class accounts (Ⅱ/Ⅲ类户限额), on every path.

Who moves customers' money adds these writes to the posting's own: the sums are then counted in the
same transaction, or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from nongxin.accounts.tiers.tier_store import DynamoTierUses
from nongxin.accounts.tiers.tiers import check_balance
from nongxin.catalog.accounts import tiers
from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.posting import Posting, is_general
from nongxin.ledger.store import LedgerAccounts


@value
class TierParts:
    ledger: LedgerAccounts
    uses: DynamoTierUses
    calendar: BusinessCalendar


def tier_writes(posting: Posting, parties: Sequence[Account], parts: TierParts) -> list[Write]:
    """The counts of every limited account in the posting; Ⅰ class and other kinds cost nothing.

    `parties` are the accounts that customers asked to move (read at any time: only the kind is
    taken from them). Each counts on the open day of its own legal entity: the payer's may be
    another. What the bank itself books (interest, 扣划) does not count and is not asked for.
    Movements with the bound account alone are free, but for the balance. Raises TierDay, TierYear,
    TierBalance.
    """
    found = (_write(posting, party, parts) for party in parties)
    return [write for write in found if write is not None]


def _write(posting: Posting, party: Account, parts: TierParts) -> Write | None:
    tier = tiers().get(party.kind_code)
    leg = next((leg for leg in posting.legs if leg.account == party.id), None)
    if tier is None or not tier.is_limited or leg is None:
        return None
    # The use first: a credit after this look makes the write stale, one before it is seen below.
    use = parts.uses.get(party.id)
    incoming = leg.side is party.kind.side
    if incoming and tier.balance_most_fen is not None:
        check_balance(tier, parts.ledger.get(party.id).balance_fen + leg.amount_fen)
    customers = {each.account for each in posting.legs if not is_general(each.account)}
    if customers != {party.id, use.bound_to}:
        day = parts.calendar.business_date(party.entity)
        use = use.moved(tier, leg.amount_fen, day, incoming=incoming)
    return parts.uses.save(use)

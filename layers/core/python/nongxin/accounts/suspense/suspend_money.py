"""Put money into suspense (挂账) that an account cannot take: beside the posting, a row for it."""

from __future__ import annotations

from nongxin.accounts.suspense.suspense import SuspenseItem
from nongxin.accounts.suspense.suspense_store import KIND, DynamoSuspense
from nongxin.kernel.clock import Clock
from nongxin.kernel.ids import county_of, new_id
from nongxin.kernel.records import Write
from nongxin.ledger.account import Account
from nongxin.ledger.posting import general

SUSPENSE = "suspense"


def suspense_of(account: Account) -> str:
    """The general-ledger account, in the account's county and legal entity."""
    return general(county_of(account.id), account.entity, SUSPENSE)


def suspend_money(
    account: Account, amount_fen: int, source: str, suspense: DynamoSuspense, clock: Clock
) -> Write:
    item = SuspenseItem(
        id=new_id(KIND, county_of(account.id), clock),
        account_id=account.id,
        owner=account.owner,
        entity=account.entity,
        amount_fen=amount_fen,
        source=source,
        since=clock.now(),
    )
    return suspense.add(item)

"""Account cards as items: what an account is called and whose it is. Its money is in the ledger."""

from __future__ import annotations

from datetime import date

from pynamodb.attributes import UnicodeAttribute

from nongxin.catalog.accounts import tiers
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.numbers import NumberRecord
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value


@value
class AccountCard:
    """`number` is what people write on a form; `id` is what the system uses.

    `bound_to`: the Ⅰ class account that a Ⅱ or Ⅲ class one is bound to, or "".
    """

    id: str
    number: str
    owner: str
    kind: str
    entity: str
    opened_on: str
    bound_to: str = ""
    closed_on: str = ""

    @property
    def takes_loans(self) -> bool:
        """Whether a loan may be paid into it: open, and of a class that may hold any amount."""
        tier = tiers().get(self.kind)
        return not self.closed_on and tier is not None and tier.balance_most_fen is None


class AccountRecord(Record):
    """Under the owner and the account's county: a person's accounts there are one query."""

    context = "accounts"

    number = UnicodeAttribute()
    owner = UnicodeAttribute()
    kind = UnicodeAttribute()
    entity = UnicodeAttribute()
    opened_on = UnicodeAttribute()
    bound_to = UnicodeAttribute(null=True)
    closed_on = UnicodeAttribute(null=True)


class AccountNumbers(NumberRecord):
    context = "accounts"


class DynamoAccounts:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def of_owner(self, owner: str, county: str = "") -> list[AccountCard]:
        """A person's accounts in a county (their home if none is named), oldest first."""
        pk = f"{county or county_of(owner)}#P#{owner}"
        return [_card(r) for r in self._storage.query(AccountRecord, pk, "AC#")]

    def number_of(self, owner: str, account_id: str) -> str:
        """The account's number as people write it; raises Missing."""
        return str(self._found(owner, account_id).number)

    def add(self, card: AccountCard, events: str) -> Write:
        record = AccountRecord(f"{county_of(card.id)}#P#{card.owner}", f"AC#{card.id}")
        record.number, record.owner, record.kind = card.number, card.owner, card.kind
        record.entity, record.opened_on = card.entity, card.opened_on
        record.bound_to = card.bound_to or None
        record.events = events
        return create(record)

    def close(self, owner: str, account_id: str, on: date) -> Write:
        """The card of an account that is closed in the same transaction. Raises Missing."""
        record = self._found(owner, account_id)
        record.closed_on = on.isoformat()
        return replace(record)

    def _found(self, owner: str, account_id: str) -> AccountRecord:
        pk = f"{county_of(account_id)}#P#{owner}"
        found = self._storage.get(AccountRecord, pk, f"AC#{account_id}")
        if found is None:
            raise Missing()
        return found


def _card(record: AccountRecord) -> AccountCard:
    return AccountCard(
        id=str(record.sk)[3:],
        number=str(record.number),
        owner=str(record.owner),
        kind=str(record.kind),
        entity=str(record.entity),
        opened_on=str(record.opened_on),
        bound_to=str(record.bound_to or ""),
        closed_on=str(record.closed_on or ""),
    )

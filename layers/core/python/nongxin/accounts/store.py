"""Account cards as items: what an account is called and whose it is. Its money is in the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.numbers import NumberRecord
from nongxin.kernel.records import Record, Write, create
from nongxin.kernel.storage import Storage


@dataclass(frozen=True)
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


class AccountRecord(Record):
    """Under the owner and the account's county: a person's accounts there are one query."""

    context = "accounts"

    number = UnicodeAttribute()
    owner = UnicodeAttribute()
    kind = UnicodeAttribute()
    entity = UnicodeAttribute()
    opened_on = UnicodeAttribute()
    bound_to = UnicodeAttribute(null=True)


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
        pk = f"{county_of(account_id)}#P#{owner}"
        found = self._storage.get(AccountRecord, pk, f"AC#{account_id}")
        if found is None:
            raise Missing()
        return str(found.number)

    def add(self, card: AccountCard, events: str) -> Write:
        record = AccountRecord(f"{county_of(card.id)}#P#{card.owner}", f"AC#{card.id}")
        record.number, record.owner, record.kind = card.number, card.owner, card.kind
        record.entity, record.opened_on = card.entity, card.opened_on
        record.bound_to = card.bound_to or None
        record.events = events
        return create(record)


def _card(record: AccountRecord) -> AccountCard:
    return AccountCard(
        id=str(record.sk)[3:],
        number=str(record.number),
        owner=str(record.owner),
        kind=str(record.kind),
        entity=str(record.entity),
        opened_on=str(record.opened_on),
        bound_to=str(record.bound_to or ""),
    )

"""What payments leave beside the ledger, as items: slips under entries, a person's day, misses."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.accounts.statements.slip import Slip
from nongxin.accounts.transfers.day_usage import DayUsage
from nongxin.accounts.transfers.guess import Guesses
from nongxin.kernel.clock import SHANGHAI, parse_stamp, stamp
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value
from nongxin.ledger.store import SEQ_DIGITS, EntryRecord

# A day's counters serve that day; they are kept a little for who asks afterwards (assumed).
_KEPT = timedelta(days=40)


class SlipRecord(Record):
    """Under its account and the number of its entry, so that a page of a statement and its slips
    are two queries. `party` is sealed: name, number and remark of the other side.
    """

    context = "accounts"

    journal = UnicodeAttribute()
    journal_county = UnicodeAttribute()
    amount_fen = NumberAttribute()
    kind = UnicodeAttribute()
    party = UnicodeAttribute()


class UsageRecord(Record):
    context = "accounts"

    sum_fen = NumberAttribute(default=0)
    payments = NumberAttribute(default=0)


class MissRecord(Record):
    """See `guess.Guesses`: wrong ones, those that are being looked at, and since when."""

    context = "accounts"

    misses = NumberAttribute(default=0)
    looked_at = NumberAttribute(null=True)
    since = UnicodeAttribute(null=True)


@value
class DynamoPayments:
    storage: Storage
    vault: Vault

    def slip(self, account_id: str, number: int) -> Slip | None:
        found = self.storage.get(SlipRecord, *_slip_key(account_id, number), consistent=True)
        return None if found is None else self._slip(found)

    def slips(self, account_id: str, first: int, last: int) -> dict[int, Slip]:
        """The slips of a span of entries, both ends included, by number."""
        bounds = (_slip_key(account_id, first)[1], _slip_key(account_id, last)[1])
        items = self.storage.between(SlipRecord, _slip_key(account_id, 0)[0], bounds)
        found = [self._slip(SlipRecord.of(item)) for item in items]
        return {slip.number: slip for slip in found}

    def add_slip(self, slip: Slip) -> Write:
        """The entry's own condition guards the number, so a slip is stale where the entry is."""
        record = SlipRecord(*_slip_key(slip.account_id, slip.number))
        record.journal, record.journal_county = slip.journal, slip.journal_county
        record.amount_fen, record.kind = slip.amount_fen, slip.kind
        party = json.dumps([slip.party_name, slip.party_number, slip.remark], ensure_ascii=False)
        record.party = self.vault.seal(party, record.county, _place(record))
        return create(record)

    def usage(self, person_id: str, day: date) -> DayUsage:
        """Strongly consistent; a fresh one where nothing was paid that day."""
        found = self.storage.get(UsageRecord, *_day_key(person_id, "USED", day), consistent=True)
        if found is None:
            return DayUsage(person_id, day.isoformat())
        return DayUsage(person_id, day.isoformat(), int(found.sum_fen), int(found.payments),
                        int(found.version))  # fmt: skip

    def save_usage(self, usage: DayUsage) -> Write:
        """Refused as stale if another payment of that person was counted meanwhile."""
        day = date.fromisoformat(usage.day)
        record = UsageRecord(*_day_key(usage.person_id, "USED", day), version=usage.version)
        record.sum_fen, record.payments = usage.sum_fen, usage.count
        record.expires_at = _expiry(day)
        return replace(record) if usage.version else create(record)

    def guesses(self, person_id: str, day: date) -> Guesses:
        """Strongly consistent; fresh ones where nobody was named yet that day."""
        found = self.storage.get(MissRecord, *_day_key(person_id, "MISS", day), consistent=True)
        if found is None:
            return Guesses(person_id, day.isoformat())
        return Guesses(
            person_id=person_id,
            day=day.isoformat(),
            wrong=int(found.misses),
            open=int(found.looked_at or 0),
            since=parse_stamp(str(found.since)) if found.since else None,
            version=int(found.version),
        )

    def save_guesses(self, guesses: Guesses) -> None:
        """Raises StaleRecord if another guess of that person came first."""
        day = date.fromisoformat(guesses.day)
        record = MissRecord(*_day_key(guesses.person_id, "MISS", day), version=guesses.version)
        record.misses, record.looked_at = guesses.wrong, guesses.open or None
        record.since = stamp(guesses.since) if guesses.since else None
        record.expires_at = _expiry(day)
        self.storage.commit(replace(record) if guesses.version else create(record))

    def _slip(self, record: SlipRecord) -> Slip:
        party = self.vault.open(str(record.party), record.county, _place(record))
        name, number, remark = json.loads(party)
        account_id, _, seq = str(record.sk).removeprefix("S#").partition("#")
        return Slip(
            account_id=account_id,
            number=int(seq),
            kind=str(record.kind),
            amount_fen=int(record.amount_fen),
            journal=str(record.journal),
            journal_county=str(record.journal_county),
            party_name=name,
            party_number=number,
            remark=remark,
        )


def entry_numbers(writes: list[Write]) -> dict[str, int]:
    """The number that each exact account's entry takes in a posting, by account."""
    records = [write.record for write in writes if isinstance(write.record, EntryRecord)]
    return {str(record.account): record.seq for record in records if record.seal}


def _slip_key(account_id: str, number: int) -> tuple[str, str]:
    """A county's slips lie in 32 partitions, as its accounts do."""
    county = county_of(account_id)
    return f"{county}#S#{account_id[-1]}", f"S#{account_id}#{number:0{SEQ_DIGITS}d}"


def _day_key(person_id: str, what: str, day: date) -> tuple[str, str]:
    return f"{county_of(person_id)}#P#{person_id}", f"{what}#{day}"


def _place(record: SlipRecord) -> str:
    return f"accounts/{record.pk}/{record.sk}/party"


def _expiry(day: date) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return int((midnight + _KEPT).timestamp())

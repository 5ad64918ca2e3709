"""Reviews of flags as items beside them; a flag is written anew all day, its review is not."""

from __future__ import annotations

import json
from collections.abc import Iterable

from pynamodb.attributes import UnicodeAttribute

from nongxin.aml.flag_id import FlagKey, flag_key
from nongxin.aml.review import Review, State, Step, Verdict
from nongxin.aml.store import flags_pk
from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value


class ReviewRecord(Record):
    """`steps` are sealed: reasons tell of people."""

    context = "aml"

    state = UnicodeAttribute()
    verdict = UnicodeAttribute()
    steps = UnicodeAttribute()


@value
class DynamoReviews:
    storage: Storage
    vault: Vault

    def get(self, flag_id: str) -> Review:
        """Strongly consistent; one that nobody has begun is new."""
        found = self.storage.get(ReviewRecord, *_key(flag_key(flag_id)), consistent=True)
        if found is None:
            return Review(flag_id)
        steps = self.vault.open(str(found.steps), found.county, _place(found))
        return Review(
            flag_id=flag_id,
            state=State(str(found.state)),
            verdict=Verdict(str(found.verdict)),
            steps=tuple(_step(told) for told in json.loads(steps)),
            version=int(found.version),
        )

    def states(self, flag_ids: Iterable[str]) -> dict[str, str]:
        return {flag_id: self.get(flag_id).state.value for flag_id in flag_ids}

    def save(self, review: Review) -> Write:
        """Refused as stale if somebody else was first."""
        record = ReviewRecord(*_key(flag_key(review.flag_id)), version=review.version)
        record.state = review.state.value
        record.verdict = review.verdict.value if review.verdict else ""
        steps = json.dumps([_told(step) for step in review.steps], ensure_ascii=False)
        record.steps = self.vault.seal(steps, record.county, _place(record))
        return replace(record) if review.version else create(record)


def _key(key: FlagKey) -> tuple[str, str]:
    return flags_pk(key.entity, key.day.isoformat()), f"REVIEW#{key.rule}#{key.person_id}"


def _place(record: ReviewRecord) -> str:
    return f"aml/{record.pk}/{record.sk}/steps"


def _told(step: Step) -> list[object]:
    return [stamp(step.at), step.by, step.what, step.amount_fen, step.reason]


def _step(told: list[object]) -> Step:
    at, by, what, amount_fen, reason = told
    return Step(parse_stamp(str(at)), str(by), str(what), int(str(amount_fen)), str(reason))

"""Bodies of the tablets' route. Small on the way in (packed) and on the way out (what is usual is
not told).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from api_archives.contracts import HouseholdId, Row, VillageCode
from nongxin.archives.checks.schema import MOST_ROWS
from nongxin.archives.refusals import BadBatch
from nongxin.archives.sync.arrivals import Result
from nongxin.archives.sync.packing import unpacked
from nongxin.archives.sync.take_batch import (
    BatchTaken,
    HouseholdChanges,
    SectionChange,
    Synced,
    Taken,
)
from nongxin.kernel.http import Body, View
from nongxin.kernel.http.problem import InvalidBody
from nongxin.kernel.http.strict_json import NotJson, read_json

MOST_HOUSEHOLDS, MOST_CHANGES = 100, 60
_FIRST, _LAST = datetime(2015, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _within_reason(moment: datetime) -> datetime:
    if not _FIRST <= moment < _LAST:
        raise ValueError("from 2015 to 2099")
    return moment


Moment = Annotated[
    AwareDatetime,
    Field(strict=False, description="with its zone"),
    AfterValidator(_within_reason),
]


class ChangeBody(Body):
    number: Annotated[int, Field(ge=1, le=10**9, description="the tablet's own, rising")]
    section: Annotated[str, Field(min_length=1, max_length=1)]
    over: Annotated[int, Field(ge=0, description="the version that was changed, 0 for none")]
    rows: Annotated[list[Row], Field(max_length=MOST_ROWS)]
    made_at: Moment


class HouseholdBody(Body):
    """By its id, or as the tablet opened it: its own name for it, the village and the moment."""

    household_id: Annotated[str, Field(max_length=40)] | None = None
    ref: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{1,40}$")] | None = None
    village: VillageCode | None = None
    opened_at: Moment | None = None
    changes: Annotated[list[ChangeBody], Field(max_length=MOST_CHANGES)]

    @model_validator(mode="after")
    def _named(self) -> HouseholdBody:
        opened = (self.ref, self.village, self.opened_at)
        if (self.household_id is None) is (None in opened):
            raise ValueError("household_id, or ref with village and opened_at")
        return self

    def to_changes(self) -> HouseholdChanges:
        changes = [
            SectionChange(c.number, c.section, c.over, c.rows, c.made_at) for c in self.changes
        ]
        if self.household_id is not None:
            return HouseholdChanges(changes, household_id=self.household_id, ref=self.ref or "")
        opened_at: datetime | None = self.opened_at
        return HouseholdChanges(changes, "", self.ref or "", self.village or "", opened_at)


Households = Annotated[list[HouseholdBody], Field(min_length=1, max_length=MOST_HOUSEHOLDS)]
_HOUSEHOLDS = TypeAdapter(Households)


class SyncBody(Body):
    device: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{4,40}$")]
    households: Households | None = None
    packed: str | None = Field(
        default=None, description="the households as JSON, deflated (zlib), in base64"
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> SyncBody:
        if (self.households is None) is (self.packed is None):
            raise ValueError("households or packed, and not both")
        return self

    def all_households(self) -> list[HouseholdBody]:
        """Raises BadBatch, or what any body is refused for."""
        if self.households is not None:
            return self.households
        raw = unpacked(self.packed or "")
        try:
            read_json(raw)
            return _HOUSEHOLDS.validate_json(raw)
        except NotJson:
            raise BadBatch() from None
        except ValidationError as error:
            raise InvalidBody.from_pydantic(error) from None


class TakenView(View):
    number: int
    section: str
    result: Result
    code: str | None = None
    detail: str | None = None
    facts: dict[str, Any] | None = None


class SyncedView(View):
    ref: str
    household_id: HouseholdId
    number: str
    versions: dict[str, int] = Field(description="of the sections that came, as they stand now")
    taken: int = Field(description="changes applied, now or before")
    told: list[TakenView] = Field(description="every change that was not simply applied")


class SyncView(View):
    households: list[SyncedView]
    later: list[str] = Field(description="send these again: there was no time for them")

    @classmethod
    def of(cls, taken: BatchTaken, language: str) -> SyncView:
        return cls(
            households=[_synced(each, language) for each in taken.households], later=taken.later
        )


_USUAL = (Result.APPLIED, Result.REPEATED)


def _synced(each: Synced, language: str) -> SyncedView:
    return SyncedView(
        ref=each.ref,
        household_id=each.household_id,
        number=each.number,
        versions=dict(each.versions),
        taken=sum(t.result in _USUAL for t in each.taken),
        told=[_taken(t, language) for t in each.taken if t.result not in _USUAL],
    )


def _taken(taken: Taken, language: str) -> TakenView:
    told = TakenView(number=taken.number, section=taken.section, result=taken.result)
    if taken.refusal is None:
        return told
    why = {
        "code": taken.refusal.code,
        "detail": taken.refusal.sentence(language),
        "facts": taken.refusal.facts,
    }
    return told.model_copy(update=why)

"""What is lent in a village follows events that come late, twice and at the same time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from ulid import ULID

from nongxin.lending.loans.villages import DynamoVillages, village_facts
from tests.fakes.storage import MemoryStorage

VILLAGE = "610722100201"
TODAY = date(2026, 11, 25)


@pytest.fixture
def storage() -> MemoryStorage:
    return MemoryStorage()


@pytest.fixture
def villages(storage: MemoryStorage) -> DynamoVillages:
    return DynamoVillages(storage)


def test_what_comes_late_counts_for_its_own_day_only(villages: DynamoVillages) -> None:
    lent = [(TODAY, 500), (TODAY - timedelta(days=1), 300), (TODAY, 200)]
    for day, fen in lent:
        villages.count(VILLAGE, str(ULID()), fen, day)
    facts = village_facts(VILLAGE, TODAY, villages)
    assert facts == {"village_exposure": 1_000, "village_loans_1d": 2}


def test_each_event_counts_once_however_many_count_at_once(
    storage: MemoryStorage, villages: DynamoVillages
) -> None:
    left = [str(ULID()) for _ in range(4)]

    def another() -> None:
        """Gets in before the write of whoever counts, again and again."""
        if left:
            event = left.pop()
            villages.count(VILLAGE, event, 10, TODAY)
            villages.count(VILLAGE, event, 10, TODAY)
            storage.dynamo.before_write = another

    storage.dynamo.before_write = another
    villages.count(VILLAGE, str(ULID()), 1, TODAY)
    facts = village_facts(VILLAGE, TODAY, villages)
    assert facts == {"village_exposure": 41, "village_loans_1d": 5}

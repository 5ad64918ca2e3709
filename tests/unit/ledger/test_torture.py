"""R1: exactly one movement per key under any retry, against a model of every account.

200 seeds here; `scripts/torture --seeds 5000` for a long run.
"""

from __future__ import annotations

import pytest

from tests.faults import naive
from tests.faults.torture import torture
from tests.faults.ways import TRANSACTIONS

SEEDS, BLOCKS = 200, 10


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_history_goes_wrong(block: int) -> None:
    size = SEEDS // BLOCKS
    report = torture(range(block * size, (block + 1) * size))
    assert not report.wrong
    assert report.histories == size
    assert set(report.faults) == set(TRANSACTIONS)


NAIVE = (
    naive.without_the_journals_condition,
    naive.looking_first,
    naive.refusing_from_memory,
    naive.remembering_too_soon,
)


@pytest.mark.parametrize("spoil", NAIVE, ids=lambda spoil: spoil.__name__)
def test_the_naive_way_is_caught(spoil: naive.Change) -> None:
    """The test of the test: without the journal's condition money is posted twice."""
    report = torture(range(30), spoil)
    assert report.wrong

"""R20: the day close of loans restarted, killed anywhere, side by side: nothing twice, nothing
lost.
"""

from __future__ import annotations

import pytest

from tests.faults.loan_days import play


@pytest.mark.parametrize("seed", range(6))
def test_killed_disturbed_and_side_by_side(seed: int) -> None:
    counted = play(seed)
    assert counted["killed"] > 0
    assert counted["days"] >= 7

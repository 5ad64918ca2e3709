"""Tests that share a deployed bank go to one worker: two banks on one machine are slow or worse."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.conftest import pytest_xdist_make_scheduler


@pytest.fixture
def scheduler() -> LoadScopeScheduling:
    config = pytest.Config.fromdictargs({"tx": ["popen"] * 2}, [])
    return pytest_xdist_make_scheduler(config, None)


def test_all_on_the_deployed_bank_go_together(scheduler: LoadScopeScheduling) -> None:
    on_the_bank = ("tests/e2e/test_a.py::test_1[x]", "tests/integration/deep/test_b.py::test_2")
    assert {scheduler._split_scope(test) for test in on_the_bank} == {"cloud"}


def test_files_of_unit_tests_go_to_whoever_is_free(scheduler: LoadScopeScheduling) -> None:
    tests = ("tests/unit/test_a.py::test_1", "tests/unit/test_a.py::test_2", "tests/unit/b.py::t")
    assert len({scheduler._split_scope(test) for test in tests}) == 2

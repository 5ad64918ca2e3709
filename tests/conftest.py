"""What several kinds of tests share: one deployed bank a run, and who lives there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town


HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def deployment(request: pytest.FixtureRequest) -> Iterator[Deployment]:
    from devkit.trouble import Trouble
    from tests.fixtures.deployment import PLACES, deployed

    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        bank = deployed()
        try:
            running = bank.__enter__()
        except Trouble as trouble:
            pytest.fail(f"no local cloud to test on: {trouble.sentence} ({PLACES})", pytrace=False)
    request.config.stash[_RUNNING] = running
    try:
        yield running
    finally:
        bank.__exit__(None, None, None)


@pytest.fixture(scope="session")
def town(deployment: Deployment) -> Town:
    from tests.fixtures.town import Town

    return Town(deployment)


_RUNNING: pytest.StashKey[Deployment] = pytest.StashKey()


class _ByPlace(LoadScopeScheduling):
    """What a run's workers divide among them: a file of unit tests goes to either, all tests on the
    one deployed bank to the same, and so do those on the templates, which are made once.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, _ = nodeid.partition("::")
        kind = Path(file).relative_to(HERE.name).parts[0]
        return {"e2e": "cloud", "integration": "cloud", "infra": "infra"}.get(kind, file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return _ByPlace(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Any:
    """Whoever fails on the deployed bank is told where its logs are."""
    report = yield
    running = item.config.stash.get(_RUNNING, None)
    if report.failed and running and "deployment" in getattr(item, "fixturenames", ()):
        report.sections.append(("the local cloud", running.where_to_look()))
    return report


@pytest.fixture(autouse=True)
def _healthy(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test leaves its faults to the next one."""
    yield
    if "deployment" in request.fixturenames and (
        running := request.config.stash.get(_RUNNING, None)
    ):
        running.proxy.heal()
        running.partners.post("/_faults", {"service": "*", "mode": "none"})

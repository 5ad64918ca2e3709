"""Each stage is synthesised once for all tests; `anywhere` runs a test over all of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.infra.templates import Templates, synthesise

SYNTHESES = (
    ("local", "cn-northwest-1"),
    ("dev", "eu-west-1"),
    ("prod", "cn-northwest-1"),
)


@pytest.fixture(scope="session")
def synthesised(tmp_path_factory: pytest.TempPathFactory):
    @cache
    def make(stage: str) -> Templates:
        root: Path = tmp_path_factory.mktemp(stage)
        return synthesise(stage, dict(SYNTHESES)[stage], root)

    return make


@pytest.fixture(params=[stage for stage, _ in SYNTHESES])
def anywhere(request: pytest.FixtureRequest, synthesised) -> Templates:
    return synthesised(request.param)


@pytest.fixture
def local(synthesised) -> Templates:
    return synthesised("local")


@pytest.fixture
def dev(synthesised) -> Templates:
    return synthesised("dev")


@pytest.fixture
def prod(synthesised) -> Templates:
    return synthesised("prod")

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nongxin.catalog import releases
from tests.builders.products import Factory


@pytest.fixture
def factory() -> Iterator[Factory]:
    made = Factory()
    releases.use(lambda entity, _: made.parts.changes.releases(entity))
    yield made
    releases.use(None)

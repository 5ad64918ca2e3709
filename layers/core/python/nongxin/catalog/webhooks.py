"""When a webhook that a partner did not take is sent again, as rows."""

from __future__ import annotations

from functools import lru_cache

from nongxin.catalog.reading import rows

FILE = "webhook_retries.csv"


@lru_cache(maxsize=1)
def retry_seconds() -> tuple[int, ...]:
    """How long to wait after the first attempt, the second, …; after the last one it is over."""
    found = list(rows(FILE))
    for number, row in enumerate(found, start=2):
        if row.whole("attempt") != number:
            raise row.fault(f"attempt {number} is next")
    return tuple(row.whole("after_s") for row in found)

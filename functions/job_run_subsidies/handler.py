"""Payout files whose run was lost, or never started, get one: county by county.

{"file": "sf_…"} looks at that file alone. Answers the files whose run was started.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nongxin.catalog.places import counties
from nongxin.kernel import log
from nongxin.parts import parts
from nongxin.payments.subsidies.run_file import run_file

_PAGE = 100


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    p = parts()
    named = [str(event["file"])] if "file" in event else None
    found = named or [
        file_id
        for county in counties(p.clock.today())
        for file_id in _waiting(county.code)
    ]  # fmt: skip
    started = [file_id for file_id in found if run_file(file_id, p.paying_subsidies)]
    log.say("subsidies", count=len(started))
    return {"started": started}


def _waiting(county: str) -> Iterator[str]:
    after, files = None, parts().paying_subsidies.files
    while True:
        page = files.open_in(county, _PAGE, after)
        yield from (str(item["pk"]["S"]).rpartition("#")[2] for item in page.items)
        after = page.last_key
        if after is None:
            return

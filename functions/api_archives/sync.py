"""The route of tablets: what was captured offline comes in batches."""

from __future__ import annotations

from typing import Any

from api_archives import routing as r
from api_archives import sync_contracts as c
from api_archives.door import app
from nongxin.archives.sync.take_batch import Batch, take_batch
from nongxin.kernel.http import Call
from nongxin.kernel.http.language import language_of


@app.post("/sync", body=c.SyncBody, returns=c.SyncView, roles=r.OFFICER, errors=r.SYNCING,
          changes=False,
          summary="A tablet's changes, each by its own number, once or twice")  # fmt: skip
def sync(call: Call, body: c.SyncBody) -> Any:
    batch = Batch(body.device, [each.to_changes() for each in body.all_households()])
    taken = take_batch(batch, call.person, r.archiving())
    return c.SyncView.of(taken, language_of(call.headers.get("accept-language", "")))

"""A task of the machine SubsidyPayout: {"file": "sf_…", "do": "split"} answers the file's batches,
{"file", "batch", "first", "size"} checks or pays one, {"file", "do": "conclude"} ends the run.

Each may be called at any time, again, and by two at once.
"""

from __future__ import annotations

from typing import Any

from nongxin.kernel import log
from nongxin.parts import parts
from nongxin.payments.subsidies.check_batch import check_batch
from nongxin.payments.subsidies.conclude_file import conclude_file
from nongxin.payments.subsidies.pay_batch import pay_batch
from nongxin.payments.subsidies.split_file import split_file
from nongxin.payments.subsidies.subsidy_csv import Batch
from nongxin.payments.subsidies.subsidy_file import FileStatus


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    file_id, what = str(event["file"]), event.get("do", "work")
    log.say("subsidies", kind=what, count=int(event.get("batch", 0)))
    if what == "split":
        return {"batches": _split(file_id)}
    if what == "conclude":
        return {"file": file_id, "whole": conclude_file(file_id, parts().paying_subsidies)}
    _work(file_id, Batch(int(event["batch"]), int(event["first"]), int(event["size"])))
    return {"file": file_id}


def _split(file_id: str) -> list[dict[str, Any]]:
    found = split_file(file_id, parts().paying_subsidies)
    return [
        {"file": file_id, "batch": each.number, "first": each.first, "size": each.size}
        for each in found
    ]


def _work(file_id: str, batch: Batch) -> None:
    p = parts().paying_subsidies
    file = p.files.get(file_id)
    if file.status is FileStatus.CHECKING:
        check_batch(file, batch, p)
    if file.status is FileStatus.PAYING:
        pay_batch(file, batch, p)

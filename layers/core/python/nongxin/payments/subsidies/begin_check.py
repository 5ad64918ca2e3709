"""The content of a payout file is there: from now on its lines are looked at."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Conflict, Missing
from nongxin.payments.subsidies.announce_file import incoming_key
from nongxin.payments.subsidies.ports import SubsidyParts
from nongxin.payments.subsidies.subsidy_file import SubsidyFile


class FileNotThere(Conflict):
    code = "subsidy-file-not-there"
    zh = "代发文件尚未上传"
    en = "The payout file has not been sent yet"


def begin_check(file: SubsidyFile, parts: SubsidyParts) -> Outcome:
    """Raises FileElsewhere, FileNotThere."""
    after = file.checking()
    try:
        parts.uploads.size(incoming_key(file))
    except Missing:
        raise FileNotThere() from None
    return Outcome({"file_id": file.id, "status": after.status.value}, [parts.files.save(after)])

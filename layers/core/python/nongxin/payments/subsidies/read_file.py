"""Read a payout file's state, and the report of the lines that were not paid."""

from __future__ import annotations

from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.payments.subsidies.ports import SubsidyParts
from nongxin.payments.subsidies.subsidy_file import KIND, FileStatus, SubsidyFile

_REPORTED = frozenset({FileStatus.CHECKED, FileStatus.PAYING, FileStatus.PAID})


def read_file(file_id: str, by: Principal, parts: SubsidyParts) -> SubsidyFile:
    """Raises Missing, also for another county's."""
    if not by.serves(county_of(file_id, KIND)):
        raise Missing()
    return parts.files.get(file_id)


def report_link(file: SubsidyFile, parts: SubsidyParts) -> str:
    """Where the report is for five minutes, or "" while there is none."""
    return parts.uploads.show(report_key(file)) if file.status in _REPORTED else ""


def report_key(file: SubsidyFile) -> str:
    return f"subsidies/{file.id}-failed.csv"

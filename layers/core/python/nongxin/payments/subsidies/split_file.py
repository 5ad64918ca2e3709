"""Look at a payout file as a whole, and split it into batches of a hundred lines.

The content is laid aside first, under its own name: what was checked is what is paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.errors import Missing
from nongxin.payments.subsidies.announce_file import incoming_key
from nongxin.payments.subsidies.ports import SubsidyParts
from nongxin.payments.subsidies.subsidy_csv import Batch, FileFault, Whole, read_whole
from nongxin.payments.subsidies.subsidy_file import OPEN, FileStatus, SubsidyFile, Sums


def split_file(file_id: str, parts: SubsidyParts) -> Sequence[Batch]:
    """None where there is nothing to do: the file waits for people, has ended, or is refused now.

    Raises Missing.
    """
    file = parts.files.get(file_id)
    if file.status not in OPEN:
        return ()
    try:
        whole = read_whole(_content(file, parts), file.sha256, file.pays_on, day_of(file))
        if file.status is FileStatus.CHECKING:
            _check_first(file, whole, parts)
    except FileFault as fault:
        parts.files.storage.commit(parts.files.save(file.refused(str(fault))))
        return ()
    return whole.batches


def content_key(file: SubsidyFile) -> str:
    return f"subsidies/{file.id}.csv"


def day_of(file: SubsidyFile) -> date:
    """The day that lines are held against: the same for every run."""
    return file.at.astimezone(SHANGHAI).date()


def _content(file: SubsidyFile, parts: SubsidyParts) -> bytes:
    try:
        return parts.uploads.read(content_key(file))
    except Missing:
        raw = parts.uploads.read(incoming_key(file))
    parts.uploads.keep(content_key(file), raw, "text/csv")
    return raw


def _check_first(file: SubsidyFile, whole: Whole, parts: SubsidyParts) -> None:
    """Raises FileFault."""
    if Sums(whole.lines, whole.amount_fen) != file.announced:
        raise FileFault("announced-totals")
    if parts.files.knows_content(file):
        raise FileFault("known-file")
    if tuple(whole.twice) != tuple(file.twice):
        parts.files.storage.commit(parts.files.save(replace(file, twice=tuple(whole.twice))))

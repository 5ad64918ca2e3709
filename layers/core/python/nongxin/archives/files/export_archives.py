"""Export a county's live archives, page by page, as the CSV that `import_archives` reads."""

from __future__ import annotations

import csv
import io
from typing import Any

from nongxin.archives.checks.masking import masked_rows
from nongxin.archives.checks.schema import captured_sections
from nongxin.archives.files.paper import HOUSEHOLD, SECTION, cell_of
from nongxin.archives.household import Dossier, Status
from nongxin.archives.ports import ArchiveParts
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.value import value

_BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know UTF-8


@value
class ExportPage:
    """`first` is whether the page begins the file, and carries the header."""

    county: str
    limit: int
    after: dict[str, Any] | None
    is_masked: bool


def export_archives(
    page: ExportPage, by: Principal, parts: ArchiveParts
) -> tuple[str, list[str], dict[str, Any] | None]:
    """Text, ids of the households in it, and the key to go on from. Raises Missing out of reach."""
    if not by.serves(page.county):
        raise Missing()
    waiting = parts.households.waiting(page.county, Status.LIVE, page.limit, page.after)
    told = io.StringIO()
    columns = [HOUSEHOLD, SECTION, *_fields()]
    writer = csv.DictWriter(told, columns, lineterminator="\r\n")
    if page.after is None:
        told.write(_BYTE_ORDER_MARK)
        writer.writeheader()
    for key in waiting.keys:
        writer.writerows(_lines(parts.households.dossier(key.household_id), page.is_masked))
    return told.getvalue(), [key.household_id for key in waiting.keys], waiting.last_key


def _fields() -> list[str]:
    return list(dict.fromkeys(f for s in captured_sections() for f in s.fields))


def _lines(dossier: Dossier, is_masked: bool) -> list[dict[str, str]]:
    """A captured section without rows is a line without fields."""
    found = []
    for spec in captured_sections():
        if spec.code not in dossier.sections:
            continue
        rows = dossier.rows(spec.code)
        shown = masked_rows(rows, Role.AUDITOR) if is_masked else rows
        for row in shown or [{}]:
            cells = {name: cell_of(value) for name, value in row.items()}
            found.append({HOUSEHOLD: dossier.head.number, SECTION: spec.code} | cells)
    return found

"""Section Z (档案管理): what the system itself says of an archive, in the schema's own fields."""

from __future__ import annotations

from datetime import date
from typing import Any

from nongxin.archives.facts.evidence import land_cert_gap, land_subsidy_gap
from nongxin.archives.household import REVIEW_CYCLE_MONTHS, Dossier
from nongxin.kernel.clock import SHANGHAI

_GAP_PERCENT = 30  # schema: 衍生变量 land_subsidy_gap, above which the archive is looked at


def control_row(dossier: Dossier, today: date) -> dict[str, Any]:
    head = dossier.head
    captured = [s.changed_at for code, s in dossier.sections.items() if code != "P"]
    last = max(captured, default=head.since).astimezone(SHANGHAI).date()
    return {
        "collect_staff": head.opened_by,
        "station_code": f"WS{head.village}",
        "collect_date": last.isoformat(),
        "review_cycle": REVIEW_CYCLE_MONTHS,
        "completeness": str(head.completeness),
        "status": head.status_on(today).code,
        "version": max(head.edition, 1),
        "cross_check": _cross_check(dossier),
    }


def _cross_check(dossier: Dossier) -> dict[str, Any]:
    """Percent by which land differs from what subsidies and certificates say; flagged above 30."""
    gaps = {"subsidy": land_subsidy_gap(dossier), "certificate": land_cert_gap(dossier)}
    told = {name: str(gap) for name, gap in gaps.items() if gap is not None}
    flagged = any(gap is not None and gap > _GAP_PERCENT for gap in gaps.values())
    return told | {"flagged": flagged}

"""An archive's facts with the day that each is of: that of the capture which it rests on.

What is told of several sections is as old as the oldest of them. A section that was captured anew
since carries its own day, whenever the archive as a whole was approved.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from nongxin.archives.facts.facts import household_facts
from nongxin.archives.household import Dossier
from nongxin.decisions.facts import Fact, Facts
from nongxin.kernel.clock import SHANGHAI

_SOURCE = "archive"
_OF_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "H": ("credit_village",),
    "M": ("labour_count", "dependency_ratio", "health_worst_labour", "members_in_school"),
    "HM": ("head_age", "education", "marital", "work_away"),
    "MP": ("bad_habit", "gambling"),
    "P": ("village_grade", "village_veto", "family_solidarity", "collect_review_gap"),
    "G": ("arable_mu", "orchard_mu", "forest_mu", "land_cert_gap"),
    "GS": ("land_subsidy_gap",),
    "X": ("large_machines", "machine_net"),
    "XS": ("machine_match",),
    "C": ("sales_channel",),
    "CV": ("farm_insurance",),
    "N": ("new_entity",),
    "CNM": ("industry_plan",),
    "EI": ("annual_income", "net_income"),
    "DEI": ("dsr",),
    "AD": (
        "debt_ratio", "net_assets", "informal_debt", "other_debt", "appliances_vehicle_value",
        "stock_value",
    ),
    "S": ("subsidy_year", "subsidy_months_5y"),
    "HW": ("shot_dist",),
    "W": ("photo_hash_dup",),
}  # fmt: skip
# Of the archive itself: its status, age, completeness, and how many its officer opened that day.
OF_ARCHIVE = ("archive_status", "archive_completeness", "archive_age_m", "mgr_visits_1d")
RESTS_ON = {fact: sections for sections, facts in _OF_SECTIONS.items() for fact in facts}


def archive_facts(dossier: Dossier, today: date) -> Facts:
    """Every fact that the archive can answer, of the source `archive`."""
    approved_on = dossier.head.live_from or today
    captured_on = {
        code: section.changed_at.astimezone(SHANGHAI).date()
        for code, section in dossier.sections.items()
    }

    def day(fact: str) -> str:
        days = [captured_on[s] for s in RESTS_ON.get(fact, ()) if s in captured_on]
        return min(days, default=approved_on).isoformat()

    told = household_facts(dossier, today)
    return Facts({name: Fact(value, _SOURCE, day(name)) for name, value in told.items()})

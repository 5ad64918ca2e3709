"""Five classes of loans (五级分类): by days overdue, by what was found, and how one gets better.

金融资产风险分类办法 (2023年第1号令) from 2023-07-01, before it 贷款风险分类指引 (银监发〔2007〕54号);
the bands and floors of each are rows of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum

from nongxin.catalog.aftercare import CLASSES, class_bands, class_floors
from nongxin.kernel.dates import add_months
from nongxin.kernel.errors import Rule

# 2023年第1号令第十条: overdue for up to 7 days for technical reasons does not count (recalled).
TECHNICAL, _TECHNICAL_DAYS = "technical", 7
# 2023年第1号令第十四条: the longer of six months and two periods, all of it paid in time (recalled).
_CURE_MONTHS, _CURE_PERIODS = 6, 2


class FindingUnknown(Rule):
    code = "finding-unknown"
    zh = "没有风险情形“{finding}”"
    en = "There is no finding {finding}"


class LoanClass(Enum):
    """From the best to the worst."""

    NORMAL = "normal"
    SPECIAL_MENTION = "special_mention"
    SUBSTANDARD = "substandard"
    DOUBTFUL = "doubtful"
    LOSS = "loss"

    @property
    def rank(self) -> int:
        return CLASSES.index(self.value)

    @property
    def zh(self) -> str:
        return _ZH[self.rank]

    @property
    def is_bad(self) -> bool:
        """不良: substandard and worse."""
        return self.rank >= LoanClass.SUBSTANDARD.rank


_ZH = ("正常", "关注", "次级", "可疑", "损失")


def worst(classes: Iterable[LoanClass]) -> LoanClass:
    return max(classes, key=lambda each: each.rank, default=LoanClass.NORMAL)


def classified(
    overdue_days: int,
    findings: Iterable[str],
    on: date,
    before: LoanClass = LoanClass.NORMAL,
    cured: bool = True,
) -> LoanClass:
    """The class of a day: the worst of days and findings.

    `before` is the last class: what was bad stays substandard until `cured`. Raises FindingUnknown.
    """
    found = set(findings)
    days = 0 if TECHNICAL in found and overdue_days <= _TECHNICAL_DAYS else overdue_days
    by_days = next(code for dpd_from, code in class_bands(on) if days >= dpd_from)
    now = worst([LoanClass(by_days), *(_floor(each, on) for each in found - {TECHNICAL})])
    if before.is_bad and not now.is_bad and not cured:
        return LoanClass.SUBSTANDARD
    return now


def check_finding(finding: str, on: date) -> None:
    """Raises FindingUnknown for what the day's rules do not know."""
    if finding != TECHNICAL and finding not in class_floors(on):
        raise FindingUnknown(finding=finding[:40])


def cures_on(clean_since: date, due_dates: Sequence[date]) -> date:
    """The first day on which a bad loan may be better: paid in time for six months and for two
    periods, the longer of them, since nothing of it is overdue.
    """
    later = [due for due in due_dates if due > clean_since]
    months = add_months(clean_since, _CURE_MONTHS)
    return max(months, later[_CURE_PERIODS - 1]) if len(later) >= _CURE_PERIODS else months


def _floor(finding: str, on: date) -> LoanClass:
    floor = class_floors(on).get(finding)
    # Known when it was entered; rules that came later may have no such floor.
    return LoanClass(floor.class_code) if floor else LoanClass.NORMAL

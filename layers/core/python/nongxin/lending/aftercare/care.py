"""What is kept of a loan from one day close to the next, and how a day moves it on. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import field, replace
from datetime import date

from nongxin.kernel.errors import Denied, Missing
from nongxin.kernel.value import value
from nongxin.lending.aftercare.classes import LoanClass, check_finding, classified, cures_on
from nongxin.lending.aftercare.collection import step_for
from nongxin.lending.aftercare.figures import NOTHING, Figures, figures_of
from nongxin.lending.aftercare.provisions import provision
from nongxin.lending.aftercare.signals import Signal
from nongxin.lending.aftercare.standing import Standing
from nongxin.lending.aftercare.value_added_tax import is_taxed

# Interest ceases to be income beyond this many days overdue (应计转非应计; rules.csv POS014).
ACCRUES_UP_TO_DAYS = 90
FREEZE = "FREEZE"  # of a monitoring rule


class FindingNotAsked(Missing):
    code = "finding-not-asked"
    zh = "没有待复核的风险情形“{finding}”"
    en = "No finding {finding} waits for a decision"


class FindingFourEyes(Denied):
    code = "finding-four-eyes"
    zh = "须由提出人以外的人员复核"
    en = "Somebody else than who found it must decide"


@value
class Borrowing:
    """Who owes on which product; `score` is the borrower's when it was decided, 0 if unknown."""

    loan_id: str
    county: str
    entity: str
    borrower_id: str
    product: str
    score: int


@value
class Care:
    """At the end of `day`; `moved` is what that day's close gave the books of it.

    `history` are (day, class) since when the loan has had which class. `clean_since` is the first
    day without arrears after some. `findings` map what was found to its day,
    `subsidy_fen` is what was claimed of finance so far, `signals` the warnings by rule, since when.
    `waiting` what is not decided on yet to whether it holds and who says so.
    The borrower was told of dues until `told_due` that they come, until `told_late` that they are
    late.
    """

    borrowing: Borrowing
    day: date
    loan_class: LoanClass = LoanClass.NORMAL
    accrues: bool = True
    overdue_days: int = 0
    overdue_fen: int = 0
    principal_fen: int = 0
    received_fen: int = 0
    step: str = ""
    clean_since: date | None = None
    findings: Mapping[str, date] = field(default_factory=dict)
    waiting: Mapping[str, tuple[bool, str]] = field(default_factory=dict)
    is_compensated: bool = False
    subsidy_fen: int = 0
    signals: Mapping[str, tuple[date, Signal]] = field(default_factory=dict)
    told_due: date | None = None
    told_late: date | None = None
    history: tuple[tuple[date, LoanClass], ...] = ()
    figures: Figures = NOTHING
    moved: Figures = NOTHING
    is_closed: bool = False
    version: int = 0

    def after(self, standing: Standing) -> Care:
        """The same at the end of the standing's day; a closed loan keeps no provision."""
        days, day = standing.overdue_days, standing.day
        clean_since = self._clean_since(standing)
        cured = not days and day >= cures_on(clean_since or date.min, standing.due_dates)
        now = classified(days, self.findings, day, self.loan_class, cured=cured)
        accrues = self._accrues(standing)
        figures = figures_of(
            standing,
            self.figures,
            accrues=accrues,
            taxed=is_taxed(self.borrowing.product, standing.lent_fen, day),
            # A write-off is booked against the provision: it counts as set aside and used.
            provision_fen=provision(standing.principal_fen, now, day) + standing.used_provision_fen,
        )
        return replace(
            self,
            day=day,
            loan_class=now,
            accrues=accrues,
            overdue_days=days,
            overdue_fen=standing.overdue.total_fen,
            principal_fen=standing.principal_fen,
            received_fen=standing.received.total_fen,
            step=step_for(days, self.borrowing.score, standing.principal_fen),
            clean_since=clean_since,
            told_due=_latest(self.told_due, *(on for on, _ in standing.due_soon)),
            told_late=_latest(self.told_late, standing.late_since),
            history=self._history(now, day),
            figures=figures,
            moved=figures - self.figures,
            is_closed=standing.is_closed,
            version=self.version + 1,
        )

    def compensated(self) -> Care:
        """A fund has paid its share of the loan: closes follow that claim."""
        return replace(self, is_compensated=True, version=self.version + 1)

    def passed_over(self, day: date) -> Care:
        """The day was gone through without a look: the next one makes up for it."""
        return replace(self, day=day, moved=NOTHING, version=self.version + 1)

    def warned(
        self, fired: Iterable[Signal], looked_at: Collection[str], on: date
    ) -> tuple[Care, list[Signal]]:
        """With the signals of a day, and which of them are new. What rests on facts that were not
        looked at stands as it was.
        """
        rest = {c: told for c, told in self.signals.items() if told[1].fact not in looked_at}
        fired = list(fired)
        since = {s.code: self.signals.get(s.code, (on, s))[0] for s in fired}
        signals = rest | {s.code: (since[s.code], s) for s in fired}
        return replace(self, signals=signals), [s for s in fired if s.code not in self.signals]

    def next(self) -> Care:
        """The next version, for what is entered between two closes."""
        return replace(self, version=self.version + 1)

    @property
    def is_frozen(self) -> bool:
        """Nothing more may be drawn."""
        return any(signal.action == FREEZE for _, signal in self.signals.values())

    def asked(self, finding: str, by: str, on: date, *, holds: bool) -> Care:
        """Somebody found something, or that it holds no more. Raises FindingUnknown."""
        if holds:
            check_finding(finding, on)
        waiting = {**self.waiting, finding: (holds, by)}
        return replace(self, waiting=waiting, version=self.version + 1)

    def decided(self, finding: str, by: str, on: date, *, approves: bool) -> Care:
        """Somebody else says yes, so that it counts from the next close, or no. Raises
        FindingNotAsked, FindingFourEyes.
        """
        if finding not in self.waiting:
            raise FindingNotAsked(finding=finding[:40])
        holds, asked_by = self.waiting[finding]
        if by == asked_by:
            raise FindingFourEyes()
        waiting = {name: told for name, told in self.waiting.items() if name != finding}
        findings = dict(self.findings)
        if approves:
            findings.pop(finding, None)
            findings |= {finding: on} if holds else {}
        return replace(self, findings=findings, waiting=waiting, version=self.version + 1)

    def _accrues(self, standing: Standing) -> bool:
        if standing.is_written_off:
            return False
        days = standing.overdue_days
        return days <= ACCRUES_UP_TO_DAYS if self.accrues else not days

    def _clean_since(self, standing: Standing) -> date | None:
        if standing.overdue_days or self.findings:
            return None
        was_clean = not self.overdue_days and not self.loan_class.is_bad
        return self.clean_since or (None if was_clean else standing.day)

    def _history(self, now: LoanClass, day: date) -> tuple[tuple[date, LoanClass], ...]:
        if self.history and self.history[-1][1] is now:
            return self.history
        return (*self.history, (day, now))


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)

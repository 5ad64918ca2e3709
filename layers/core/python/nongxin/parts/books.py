"""The parts of the jobs over the books (day close, reconciliation); `parts` joins them."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING

from nongxin.parts.accounts import AccountParts

if TYPE_CHECKING:
    from nongxin.kernel.evidence import Evidence
    from nongxin.kernel.metrics import Metrics
    from nongxin.ledger.close_day import ClosingParts
    from nongxin.ledger.day_store import DynamoDays
    from nongxin.ledger.finding_store import Findings
    from nongxin.ledger.verify_day import VerifyingParts

_PARTITIONS_AT_ONCE = 8


class BookParts(AccountParts):
    @cached_property
    def evidence(self) -> Evidence:
        from nongxin.kernel.evidence import Evidence

        return Evidence(self.aws.client("s3"), self.settings.evidence_bucket, self.vault)

    @cached_property
    def metrics(self) -> Metrics:
        from nongxin.kernel.metrics import Metrics

        return Metrics(self.aws.client("cloudwatch"), self.settings.stage)

    @cached_property
    def days(self) -> DynamoDays:
        from nongxin.ledger.day_store import DynamoDays

        return DynamoDays(self.storage, _PARTITIONS_AT_ONCE)

    @cached_property
    def day_closing(self) -> ClosingParts:
        from nongxin.ledger.close_day import ClosingParts

        return ClosingParts(
            storage=self.storage,
            directory=self.directory,
            calendar=self.calendar,
            days=self.days,
            evidence=self.evidence,
            wait=time.sleep,
        )

    @cached_property
    def verifying(self) -> VerifyingParts:
        from nongxin.ledger.verify_day import VerifyingParts

        return VerifyingParts(self.days, self.ledger, self.evidence)

    @cached_property
    def findings(self) -> Findings:
        from nongxin.ledger.finding_store import Findings

        return Findings(self.storage, self.clock)

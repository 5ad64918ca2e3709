"""The parts of payouts of subsidies; `parts` joins them with the others'."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from nongxin.parts.accounts import AccountParts

if TYPE_CHECKING:
    from nongxin.accounts.ports import PayingParts
    from nongxin.customers.store import Persons
    from nongxin.customers.subsidies.load_payouts import LoadingParts
    from nongxin.kernel.uploads import Uploads
    from nongxin.payments.subsidies.ports import SubsidyParts as PayingSubsidies
    from nongxin.payments.subsidies.subsidy_file import SubsidyFile
    from nongxin.payments.subsidies.subsidy_line import SubsidyLine


class SubsidyParts(AccountParts):
    if TYPE_CHECKING:  # of other contexts: joined in `parts`

        @property
        def paying(self) -> PayingParts: ...

        @property
        def persons(self) -> Persons: ...

        @property
        def loading_payouts(self) -> LoadingParts: ...

    @cached_property
    def uploads(self) -> Uploads:
        from nongxin.kernel.uploads import Uploads

        return Uploads(lambda: self.aws.client("s3"), self.settings.uploads_bucket)

    @cached_property
    def paying_subsidies(self) -> PayingSubsidies:
        from nongxin.parts.own_accounts import SubsidyPayees
        from nongxin.payments.subsidies.gateways import StepFunctionsRuns
        from nongxin.payments.subsidies.ports import SubsidyParts
        from nongxin.payments.subsidies.subsidy_store import DynamoSubsidies

        states = self.settings.subsidy_machine_arn
        return SubsidyParts(
            files=DynamoSubsidies(self.storage, self.vault),
            uploads=self.uploads,
            payees=SubsidyPayees(self.paying, self.persons),
            books=self.books,
            runs=StepFunctionsRuns(lambda: self.aws.client("stepfunctions"), states),
            post=self.post_money,
            tell=self._tell_histories,
            clock=self.clock,
        )

    def _tell_histories(self, file: SubsidyFile, lines: Sequence[SubsidyLine]) -> None:
        """The customers' subsidy histories, as a page of the file: the same payment counts once."""
        from nongxin.customers.subsidies.load_payouts import LoadPayouts, load_payouts
        from nongxin.kernel.identity import Principal, Role

        if not lines:
            return
        county, told = file.county, [line.payment for line in lines]
        bank = Principal("bank", Role.OPS, county, file.entity, frozenset({county}), "payout")
        page = LoadPayouts(county, file.file_no, lines[0].number, told)
        load_payouts(page, bank, self.loading_payouts)

"""The account that a platform pays its merchants out of (平台结算账户): asked for by one of the staff,
agreed to by another, for whoever names it decides whose money goes.
"""

from __future__ import annotations

from dataclasses import replace

from nongxin.kernel.errors import Conflict, Denied
from nongxin.kernel.value import value


class SettlementNotAsked(Conflict):
    """Nobody has asked for this account, or somebody has asked for another since."""

    code = "partner-account-not-asked"
    zh = "没有待复核的该结算账户申请"
    en = "Nobody has asked that this account be the platform's, or not any more"


class SettlementFourEyes(Denied):
    code = "partner-account-four-eyes"
    zh = "须由申请人以外的人员复核"
    en = "Somebody else than who asked must agree to the platform's account"


@value
class Settlement:
    """`account` is in use, "" before the first; `asked` is what `asked_by` wants it to be. Ids."""

    partner: str
    account: str = ""
    asked: str = ""
    asked_by: str = ""
    version: int = 0

    def asked_for(self, account: str, by: str) -> Settlement:
        """An earlier wish gives way to it."""
        return replace(self, asked=account, asked_by=by)

    def decided(self, account: str, by: str, *, approves: bool) -> Settlement:
        """Raises SettlementNotAsked, SettlementFourEyes."""
        if not account or self.asked != account:
            raise SettlementNotAsked()
        if by == self.asked_by:
            raise SettlementFourEyes()
        now = account if approves else self.account
        return replace(self, account=now, asked="", asked_by="")

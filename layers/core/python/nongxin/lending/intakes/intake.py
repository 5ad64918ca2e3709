"""An intake (贷款受理): somebody at a station wishes for a loan, and an account officer takes it on.

It is no application: nothing is looked up and nobody is judged by it. Who applies agrees to the
credit report themselves, on their phone or before the officer.

    waiting  in the officers' list
    applied  there is an application
    dropped  it came to nothing, and why
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import datetime
from typing import ClassVar

from nongxin.kernel.errors import Conflict
from nongxin.kernel.value import value
from nongxin.kernel.wording import Words

WAITING = "waiting"
ENDS = ("applied", "dropped")


class IntakeStands(Conflict):
    code = "intake-stands"
    zh = "您的贷款意向已受理，客户经理将与您联系"
    en = "Your wish for this loan was taken already: an account officer will call"


class IntakeOver(Conflict):
    code = "intake-over"
    zh = "该贷款意向已处理：{status}"
    en = "This wish for a loan was dealt with: {status}"
    words: ClassVar[Words] = {
        "status": {"applied": ("已申请", "applied for"), "dropped": ("未申请", "dropped")}
    }


@value
class Intake:
    """One of a person and product at a time. `consent_sha256`: of the picture of the paper by which
    they ask to be called. `county` is the person's.
    """

    person_id: str
    product: str
    county: str
    entity: str
    amount_fen: int
    purpose: str = field(repr=False)
    phone: str = field(repr=False)
    village: str
    consent_sha256: str
    station_id: str
    taken_by: str
    at: datetime
    status: str = WAITING
    ended_by: str = ""
    note: str = field(default="", repr=False)
    version: int = 0

    def ended(self, status: str, by: str, note: str) -> Intake:
        """Raises IntakeOver."""
        if self.status != WAITING:
            raise IntakeOver(status=self.status)
        return replace(self, status=status, ended_by=by, note=note)

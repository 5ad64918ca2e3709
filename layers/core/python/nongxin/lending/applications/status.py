"""Where an application stands, and what is refused because of it."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from nongxin.kernel.errors import Conflict
from nongxin.kernel.wording import Names, Words


class Status(StrEnum):
    SUBMITTED = "submitted"
    DECIDING = "deciding"
    REFERRED = "referred"
    OFFERED = "offered"
    SIGNED = "signed"
    DISBURSED = "disbursed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    PARKED = "parked"


# Ended for good: no step leads out.
ENDED = frozenset({Status.DISBURSED, Status.DECLINED, Status.WITHDRAWN, Status.EXPIRED})


STATUS_WORDS: Names = {
    Status.SUBMITTED: ("已提交", "is submitted"),
    Status.DECIDING: ("正在审查", "is being decided on"),
    Status.REFERRED: ("正在人工审批", "is with the officers"),
    Status.OFFERED: ("已发出要约", "has an offer"),
    Status.SIGNED: ("已签约", "is signed"),
    Status.DISBURSED: ("已放款", "is disbursed"),
    Status.DECLINED: ("已被拒绝", "is declined"),
    Status.WITHDRAWN: ("已撤回", "is withdrawn"),
    Status.EXPIRED: ("已过期", "has expired"),
    Status.PARKED: ("因故障暂停", "is stopped by a fault of ours"),
}
STEP_WORDS: Names = {
    "start": ("启动审查", "start"),
    "judge": ("作出决策", "be judged"),
    "refer": ("转人工审批", "be referred"),
    "opinion": ("接受审批意见", "take an opinion"),
    "proposal": ("变更审批方案", "change its proposal"),
    "escalate": ("升级审批", "escalate"),
    "offer": ("发出要约", "be offered"),
    "sign": ("签约", "be signed"),
    "disburse": ("放款", "be disbursed"),
    "decline": ("拒绝", "be declined"),
    "withdraw": ("撤回", "be withdrawn"),
    "expire": ("过期", "expire"),
    "park": ("暂停", "be parked"),
}


class StepNotAllowed(Conflict):
    code = "application-step-not-allowed"
    zh = "该申请{status}，不能{step}"
    en = "The application {status}: it cannot {step}"
    words: ClassVar[Words] = {"status": STATUS_WORDS, "step": STEP_WORDS}


class NotApproved(Conflict):
    code = "referral-not-approved"
    zh = "审批尚未通过，不能发出要约"
    en = "The officers have not approved: no offer can be made"


class ReferralOpen(Conflict):
    code = "referral-open"
    zh = "审批时限为{answer_by}，尚未到期"
    en = "Officers have until {answer_by}, Beijing time"

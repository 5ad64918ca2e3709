"""States of a loan in which nothing further is done with it, whoever asks."""

from __future__ import annotations

from nongxin.kernel.errors import Conflict


class LoanOverdue(Conflict):
    code = "loan-overdue"
    zh = "贷款已逾期{days}天，不能办理"
    en = "The loan is {days} days overdue: this cannot be done"


class LoanMatured(Conflict):
    code = "loan-matured"
    zh = "贷款已于{matured_on}到期，须在到期前办理"
    en = "The loan matured on {matured_on}: this is done before maturity"

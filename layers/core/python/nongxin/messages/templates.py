"""The texts that go out, in Chinese. Operators approve texts beforehand: no other wording exists.

A text holds codes, amounts and days, never a name, an ID number or a link.
"""

from __future__ import annotations

from collections.abc import Mapping

SIGNATURE = "【农信云】"

TEXTS: Mapping[str, str] = {
    "code-sign_in": "登录验证码{code}，{minutes}分钟内有效。请勿告知他人，工作人员不会索要。",
    "code-enrolment": "设置密码的验证码{code}，{minutes}分钟内有效。非本人操作请忽略并联系网点。",
    "code-step_up": (
        "签署确认码{code}，{minutes}分钟内有效，对应文件校验码{digest}。请核对后再输入，切勿告知他人。"
    ),
    "enrolment-mismatch": "有人用本手机号开通登录，但与我社登记信息不一致。如为本人操作，请持身份证到网点核对。",
    "OfferMade": "您的贷款申请已通过，可签约金额{amount}元，请于{until}前登录查看合同并签署。",
    "ApplicationDeclined": "您的贷款申请未获通过，原因可登录查看，也可到网点咨询。",
    "ApplicationExpired": "您的贷款申请已过期，如仍有需要请重新申请。",
    "LoanDisbursed": "您的贷款{amount}元已发放至您的账户，还款计划可登录查看。",
    "LoanRepaid": "已收到您的还款{amount}元，感谢您的守信。",
    "RepaymentDue": "您的贷款将于{due_on}扣收{amount}元，请在此前将足额资金存入还款账户。",
    # Also the notice that goes before a bad row to the credit bureau (征信业管理条例第十五条).
    "LoanOverdue": (
        "您的贷款已逾期{days}天，逾期金额{overdue}元，请尽快还款。逾期信息将按规定报送征信系统。"
    ),
    "LoanRepriced": "您的贷款年利率自{on}起调整为{rate}，调整后的还款计划可登录查看。",
    "CardCaredFor-lost": (
        "您的卡已在金融e站口头挂失，站点暂停使用。请持身份证到网点办理；如非本人操作请立即联系网点。"
    ),
    "CardCaredFor-pin_change": "您的卡密码已在金融e站修改。如非本人操作，请立即挂失并联系网点。",
    "IntakeTaken": "您的贷款意向{amount}元已受理，客户经理将与您联系。我社不收取任何申请费用。",
    "LoanClosed": "已收到您的还款{amount}元，该笔贷款已全部结清，感谢您的守信。",
}


def text_of(template: str, facts: Mapping[str, str]) -> str:
    """The whole message; raises KeyError on an unknown template or a fact that is not there."""
    return SIGNATURE + TEXTS[template].format(**facts)

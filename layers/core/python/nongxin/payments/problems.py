"""What the engine refuses. A refusal uses its trace number up: the next attempt has another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from nongxin.catalog.services import service_fields
from nongxin.kernel.errors import Conflict, Malformed, Missing, Rule
from nongxin.kernel.wording import Words


class NoSuchService(Missing):
    code = "service-unknown"
    zh = "没有业务代码“{service}”，或不在开办期内"
    en = "There is no service {service}, or not today"


class NoSuchCard(Missing):
    code = "card-unknown"
    zh = "本行没有该卡号或账号，或已销户，请核对"
    en = "This bank has no such card or account, or it is closed: look at the number again"


class NotPayable(Rule):
    code = "service-moves-nothing"
    zh = "业务“{service}”只能查询"
    en = "Service {service} answers questions and moves nothing"


class NotOffline(Rule):
    code = "service-needs-a-line"
    zh = "业务“{service}”须联机办理"
    en = "Service {service} cannot be taken without a line"


class NotByPhone(Rule):
    code = "service-not-by-phone"
    zh = "业务“{service}”不能在手机上办理"
    en = "Service {service} is not done by phone"


class NotAskable(Rule):
    code = "service-answers-nothing"
    zh = "业务“{service}”不能查询"
    en = "Service {service} answers no questions"


class _FieldNames(Mapping[str, tuple[str, str]]):
    """A field as the people at a station call it; programs, and English, say it as it is sent."""

    beside: ClassVar[dict[str, str]] = {
        "amount_fen": "金额",
        "bill_no": "账单号",
        "taken_at": "受理时间",
        "trace": "流水号",
    }

    def __getitem__(self, name: str) -> tuple[str, str]:
        return self.beside.get(name) or service_fields()[name].name_zh, name

    def __iter__(self) -> Iterator[str]:
        return iter([*self.beside, *service_fields()])

    def __len__(self) -> int:
        return len(self.beside) + len(service_fields())


class FieldWrong(Malformed):
    """Facts: `field` and `why`: missing, unknown, shape, order or twice; never what was sent."""

    code = "field-invalid"
    zh = "“{field}”有误：{why}"
    en = "Field {field} does not fit: {why}"
    words: ClassVar[Words] = {
        "field": _FieldNames(),
        "why": {
            "missing": ("缺失", "it is missing"),
            "unknown": ("不属于该业务", "the service has no such field"),
            "shape": ("格式不符", "it does not have the shape that is asked for"),
            "order": ("先后颠倒", "the end lies before the beginning"),
            "twice": ("重复", "it comes twice"),
        },
    }


class DateFar(Rule):
    code = "terminal-date-far"
    zh = "终端日期{date}与今日相差过大"
    en = "The terminal's date {date} is too far from today"


class ProofNeeded(Rule):
    code = "proof-needed"
    zh = "该业务须先核验：{proof}"
    en = "This service needs a proof first: {proof}"
    words: ClassVar[Words] = {
        "proof": {
            "id_shown": ("出示身份证", "the ID card is shown"),
            "pin": ("卡和密码", "card and PIN"),
        }
    }


class WrongPin(Rule):
    code = "pin-wrong"
    zh = "密码错误，今日还可尝试{left}次"
    en = "The PIN is wrong: {left} tries are left today"


class PinLocked(Rule):
    """For the day: not one of the faults that pass, after which a terminal sends the same again."""

    code = "pin-tries-used-up"
    zh = "今日密码错误次数已达上限，请明日再试或到网点办理"
    en = "The day's tries for this PIN are used up: try again tomorrow, or come to a branch"


class AmountTooSmall(Rule):
    code = "amount-below-least"
    zh = "金额不得少于{least_yuan}元"
    en = "The amount is at least CNY {least_yuan}"


class AmountNotMultiple(Rule):
    code = "amount-not-multiple"
    zh = "金额须为{step_yuan}元的整数倍"
    en = "The amount is a multiple of CNY {step_yuan}"


class AboveSingle(Rule):
    code = "above-single-limit"
    zh = "超过单笔限额{limit_yuan}元"
    en = "Above the limit of a single payment, CNY {limit_yuan}"


class AboveDay(Rule):
    """Of one card (or customer of a partner), one service and one calendar day, province-wide."""

    code = "above-day-limit"
    zh = "超过当日累计限额{limit_yuan}元，今日尚可办理{left_yuan}元"
    en = "Above the day's limit of CNY {limit_yuan}: CNY {left_yuan} are left today"


class NotOwn(Rule):
    code = "accounts-of-two-persons"
    zh = "存折与卡须为同一人所有"
    en = "Passbook and card must belong to the same person"


class NotTheOwner(Rule):
    code = "id-number-not-the-owners"
    zh = "身份证号与持卡人不符"
    en = "The ID number is not that of the card's owner"


class RefusedBefore(Rule):
    """The same number again: it was refused, and stays so. Facts: `reason`, the first code."""

    code = "payment-refused-before"
    zh = "该笔业务先前已被拒绝，请用新的流水号重试"
    en = "This payment was refused before: try again under another trace number"


class NotReversibleNow(Rule):
    """Facts: `reversal` is the service's class, `until` the cut-off of a void, or empty."""

    code = "payment-not-reversible"
    zh = "该笔业务不能撤销或冲正，或已过时限"
    en = "This payment cannot be taken back, or not any more"


class PaymentMoved(Conflict):
    """Somebody else moved it on: look again."""

    code = "payment-moved-on"
    zh = "该笔业务状态为{status}"
    en = "This payment is {status}"
    words: ClassVar[Words] = {
        "status": {
            "sent": ("处理中", "being made"),
            "unknown": ("结果待查", "being asked after"),
            "to_confirm": ("待写卡确认", "waiting for the card to be written"),
            "done": ("成功", "done"),
            "failed": ("失败", "refused"),
            "reversing": ("冲正中", "being taken back"),
            "reversed": ("已冲正", "taken back"),
            "exception": ("异常待核", "with people who look into it"),
        }
    }

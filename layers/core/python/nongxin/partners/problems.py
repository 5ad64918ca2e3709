"""What partners' events are refused for. Each refusal is kept in a list that ops read."""

from __future__ import annotations

from nongxin.kernel.errors import Conflict, Malformed, Rule


class KindUnknown(Malformed):
    code = "partner-kind-unknown"
    zh = "没有第{version}版的事件类型“{kind}”"
    en = "There is no event kind {kind} of version {version}"


class KindNotAgreed(Rule):
    """The partner's contract with us does not name this kind."""

    code = "partner-kind-not-agreed"
    zh = "与该合作方未约定事件类型“{kind}”"
    en = "The event kind {kind} is not agreed with this partner"


class CountyNotAgreed(Rule):
    code = "partner-county-not-agreed"
    zh = "该合作方不在{county}开展业务"
    en = "This partner does no business in county {county}"


class EventTimeWrong(Rule):
    """Its `timestamp`: a day to come would stand in every window of every decision."""

    code = "partner-event-time"
    zh = "事件发生时间须在{earliest}与{latest}之间"
    en = "An event happened between {earliest} and {latest}: see its timestamp"


class EventIdReused(Rule):
    code = "partner-event-id-reused"
    zh = "该 Webhook-Id 已用于其他内容"
    en = "This Webhook-Id was used with other content"


class SequenceReused(Conflict):
    code = "partner-sequence-reused"
    zh = "序号{seq}已用于同一商户、订单或批次的其他内容"
    en = "Of this merchant, order or batch the number {seq} was used with other content"


class PayoutReused(Conflict):
    """A payout is told once and never changed: what is to be put right is another payout."""

    code = "partner-payout-reused"
    zh = "结算单号“{number}”已用于其他内容"
    en = "The payout number {number} was used with other content"


class MerchantElsewhere(Rule):
    """A merchant belongs to one county for good."""

    code = "partner-merchant-elsewhere"
    zh = "该商户登记在其他县，不在{county}"
    en = "This merchant belongs to another county than {county}"


class OrderOfAnother(Rule):
    code = "partner-order-of-another"
    zh = "订单“{number}”属于其他商户"
    en = "The order {number} is another merchant's"


class PayoutAboveOrder(Rule):
    code = "partner-payout-above-order"
    zh = "订单“{number}”可结算{left_yuan}元，结算单为{line_yuan}元"
    en = "Of order {number} CNY {left_yuan} may be paid out, not CNY {line_yuan}"


class RefundAboveOrder(Rule):
    """Of a financed order: its refund moves money, so none may be larger than the order."""

    code = "partner-refund-above-order"
    zh = "订单“{number}”金额{order_yuan}元，累计退款为{refunded_yuan}元"
    en = "Order {number} is CNY {order_yuan}, its refunds come to CNY {refunded_yuan}"


class RefundWaitsForLoan(Conflict):
    """A fault of ours holds the loan; the refund goes on with the merchant's next event."""

    code = "partner-refund-waits"
    zh = "订单“{number}”的贷款因故障暂停放款，退款待其处理完毕"
    en = "The loan for order {number} is held by a fault of ours: its refund waits for it"


class PayoutUneven(Rule):
    code = "partner-payout-uneven"
    zh = "结算金额{amount_yuan}元与各订单合计{sum_yuan}元不符"
    en = "The payout is CNY {amount_yuan}, its orders come to CNY {sum_yuan}"


class PayoutWithoutPayee(Rule):
    """The account is not open here, or is not the enrolled merchant's own."""

    code = "partner-payout-without-payee"
    zh = "商户结算账户未开立或不属于该商户"
    en = "The merchant's settlement account is not open here, or is somebody else's"


class PartnerWithoutAccount(Rule):
    code = "partner-without-account"
    zh = "该合作方在{county}没有结算账户"
    en = "This partner has no settlement account for county {county}"


class MerchantNotLinked(Rule):
    code = "partner-merchant-not-linked"
    zh = "该商户未在本行客户端授权该平台"
    en = "The merchant has not linked this platform in the bank's app"

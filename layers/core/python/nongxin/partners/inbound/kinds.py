"""The kinds of event that partners send us, a row each. A body that changes is a new version."""

from __future__ import annotations

from nongxin.kernel.value import value


@value
class Kind:
    """`about` is whose sequence numbers its events bear: merchant, order, payout or batch."""

    code: str
    version: int
    about: str
    zh: str
    en: str

    @property
    def name(self) -> str:
        return f"{self.code}.v{self.version}"


_ALL = (
    Kind("merchant.enrolled", 1, "merchant", "商户入驻", "a merchant joined the platform"),
    Kind("merchant.changed", 1, "merchant", "商户变更", "a merchant's standing changed"),
    Kind("order.placed", 1, "order", "订单提交", "an order was placed"),
    Kind("order.paid", 1, "order", "订单付款", "an order was paid"),
    Kind("order.shipped", 1, "order", "订单发货", "an order was shipped"),
    Kind("order.signed", 1, "order", "订单签收", "the buyer has signed for an order"),
    Kind("order.returned", 1, "order", "订单退货", "goods came back"),
    Kind("order.refunded", 1, "order", "订单退款", "the buyer has money back"),
    Kind("logistics.milestone", 1, "order", "物流节点", "a parcel passed a milestone"),
    Kind("settlement.payout", 1, "payout", "结算付款", "the platform pays a merchant"),
    Kind("platform.rating", 1, "merchant", "平台评级", "the platform rates a merchant"),
    Kind("product.provenance", 1, "batch", "商品溯源", "where a batch of goods comes from"),
)
KINDS = {(kind.code, kind.version): kind for kind in _ALL}
CODES = tuple(dict.fromkeys(kind.code for kind in _ALL))

"""Forget who a merchant is, when their data is to be deleted: orders and payouts stay, nobody's."""

from __future__ import annotations

from dataclasses import replace

from nongxin.kernel.records import Write
from nongxin.partners.shops.link_shop import LinkParts
from nongxin.partners.shops.read_own_shops import own_merchants


def forget_shops(person_id: str, id_no: str, parts: LinkParts) -> list[Write]:
    """Name, ID number and account of their shops; and what was agreed to is taken back.

    An event as it came holds them until its three years are over (电子商务法 art. 31).
    """
    now, writes = parts.clock.now(), list[Write]()
    for merchant in own_merchants(id_no, parts):
        writes.append(parts.shops.save_merchant(merchant.forgotten()))
        writes.append(parts.shops.own.forget(id_no, merchant.key, now))
    for link in parts.links.of_person(person_id):
        if link.is_live:
            writes.append(parts.links.save(replace(link, taken_back_at=now)))
    return writes

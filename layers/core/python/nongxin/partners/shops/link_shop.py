"""Link one's shop on a platform, with the consent to use its data; and take that back."""

from __future__ import annotations

from dataclasses import replace

from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.value import value
from nongxin.lending.applications.consent import PLATFORM_TEXT
from nongxin.partners.shops.link import Link, PlatformConsentNeeded
from nongxin.partners.shops.link_store import Links
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.shop_store import Shops


@value
class LinkShop:
    """`id_no` is the caller's own, as the bank knows it."""

    person_id: str
    id_no: str
    partner_id: str
    merchant: str
    agreed: bool
    text: str


@value
class LinkParts:
    links: Links
    shops: Shops
    clock: Clock


def link_shop(command: LinkShop, parts: LinkParts) -> Outcome:
    """Raises PlatformConsentNeeded, or Missing for a shop that nobody or somebody else runs."""
    if not command.agreed or command.text != PLATFORM_TEXT:
        raise PlatformConsentNeeded(version=PLATFORM_TEXT)
    key = _own_shop(command, parts.shops)
    standing = parts.links.find(command.person_id, key.partner, key.merchant)
    link = Link(command.person_id, key, command.text, parts.clock.now())
    if standing is not None:
        link = standing if standing.is_live else replace(link, version=standing.version)
    writes = [] if link is standing else [parts.links.save(link)]
    return Outcome(_answer(link), writes)


def unlink_shop(person_id: str, partner_id: str, merchant: str, parts: LinkParts) -> Outcome:
    """Facts of the shop are used no more. Raises Missing."""
    link = parts.links.find(person_id, partner_id, merchant)
    if link is None:
        raise Missing()
    if not link.is_live:
        return Outcome(_answer(link))
    after = replace(link, taken_back_at=parts.clock.now())
    return Outcome(_answer(after), [parts.links.save(after)])


def _own_shop(command: LinkShop, shops: Shops) -> MerchantKey:
    home = shops.home_of(command.partner_id, command.merchant)
    if home is None:
        raise Missing()
    key = MerchantKey(home, command.partner_id, command.merchant)
    if shops.merchant(key).id_no != command.id_no:
        raise Missing()
    return key


def _answer(link: Link) -> dict[str, str | None]:
    back = stamp(link.taken_back_at) if link.taken_back_at else None
    return {
        "partner_id": link.key.partner,
        "merchant": link.key.merchant,
        "given_at": stamp(link.given_at),
        "taken_back_at": back,
    }

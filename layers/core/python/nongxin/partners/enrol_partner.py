"""Enrol a partner: who it is and what it may do. Its secrets are made afterwards, by rotation."""

from __future__ import annotations

from nongxin.archives.checks.forms import uscc_check
from nongxin.catalog.places import entity_of
from nongxin.kernel.commands import Outcome
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.directory import Taken
from nongxin.kernel.errors import Rule
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import new_id
from nongxin.kernel.value import value
from nongxin.partners.address import check_address
from nongxin.partners.events import PartnerEnrolled
from nongxin.partners.partner import KIND_OF_ID, Company, Partner, Reach
from nongxin.partners.ports import EnrolParts

_CLAIM = "PARTNER"


class CreditCodeWrong(Rule):
    code = "credit-code-wrong"
    zh = "统一社会信用代码校验位不符"
    en = "The company's unified social credit code does not add up (GB 32100-2015)"


@value
class EnrolPartner:
    """The first of the counties is the partner's home, for ever."""

    name: str
    company: Company
    reach: Reach


def enrol_partner(command: EnrolPartner, by: Principal, parts: EnrolParts) -> Outcome:
    """Answers the partner's id. A company is enrolled once (Taken).

    Raises CountyNotServed, CreditCodeWrong, AddressRefused, Taken.
    """
    code = command.company.credit_code
    if uscc_check(code[:-1]) != code[-1]:
        raise CreditCodeWrong()
    check_reach(command.reach, by, parts)
    if parts.directory.owner(_CLAIM, code):
        raise Taken()
    home = command.reach.counties[0]
    partner = Partner(
        new_id(KIND_OF_ID, home, parts.clock), command.name, command.company, command.reach
    )
    told = PartnerEnrolled(
        county=home, partner_id=partner.id, by=by.id, counties=partner.reach.counties
    )
    writes = parts.partners.add(partner, outbox([told], parts.clock))
    claim = parts.directory.claim(_CLAIM, code, partner.id)
    return Outcome({"partner_id": partner.id}, [*writes, claim])


def check_reach(reach: Reach, by: Principal, parts: EnrolParts) -> None:
    """Raises CountyNotServed, AddressRefused."""
    today = parts.clock.today()
    for county in reach.counties:
        if not by.serves(county) or entity_of(county, today) is None:
            raise CountyNotServed(county=county)
    for url in reach.callbacks:
        check_address(url, loopback=parts.loopback)

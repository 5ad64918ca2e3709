"""Routes of merchants: their consent to a platform, given and taken back in the bank's app."""

from __future__ import annotations

from typing import Any

from api_partners.door import CUSTOMER, app
from api_partners.link_contracts import ConsentView, LinkBody, LinkList, LinkView
from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.lending.applications.consent import PLATFORM_TEXT, consent_text
from nongxin.partners.shops.link import PlatformConsentNeeded
from nongxin.partners.shops.link_shop import LinkShop, link_shop
from nongxin.parts import parts


@app.get("/links/consent", returns=ConsentView, roles=CUSTOMER,
         summary="The wording of the consent to a platform")  # fmt: skip
def wording(call: Call) -> Any:
    return ConsentView(text=PLATFORM_TEXT, wording=consent_text(PLATFORM_TEXT))


@app.get("/links", returns=LinkList, roles=CUSTOMER, summary="One's own shops, linked or not")
def links(call: Call) -> Any:
    found = parts().links.of_person(call.person.id)
    return LinkList(
        links=[
            LinkView(
                partner_id=each.key.partner,
                merchant=each.key.merchant,
                given_at=stamp(each.given_at),
                taken_back_at=stamp(each.taken_back_at) if each.taken_back_at else None,
            )
            for each in found
        ]
    )


@app.post("/links", body=LinkBody, returns=LinkView, status=201, roles=CUSTOMER,
          errors=(Missing, PlatformConsentNeeded),
          summary="Link one's own shop, and consent to the use of its data")  # fmt: skip
def link(call: Call, body: LinkBody) -> Any:
    p, person = parts(), call.person
    id_no = p.persons.get(person.id).id_no
    command = LinkShop(
        person.id, id_no, body.partner_id, body.merchant, agreed=body.agreed, text=body.text
    )
    done = p.perform_in("partners", call.key, lambda: link_shop(command, p.linking))
    return LinkView(**done.answer), done.replayed


@app.post("/links/{partner_id}/{merchant}/withdrawal", returns=LinkView, roles=CUSTOMER,
          errors=(Missing,), summary="Take the consent back")  # fmt: skip
def unlink(call: Call, partner_id: str, merchant: str) -> Any:
    p, person = parts(), call.person
    done = p.perform_in(
        "partners",
        call.key,
        lambda: p.platform_credit.unlink(person.id, partner_id, merchant),
    )
    return LinkView(**done.answer), done.replayed

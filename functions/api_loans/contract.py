"""Routes of the contract: read it whole, sign it."""

from __future__ import annotations

from typing import Any

from api_loans.contracts import ContractView, SignatureBody, SignedView
from api_loans.door import CUSTOMER, READERS, app
from nongxin.access.problems import StepUpNeeded
from nongxin.kernel.clock import stamp
from nongxin.kernel.http import Call
from nongxin.lending.applications.offer import ContractDiffers, OfferExpired
from nongxin.lending.applications.read_application import contract_in_reach
from nongxin.lending.applications.status import StepNotAllowed
from nongxin.lending.contracts.sign_contract import SignContract, sign_contract
from nongxin.parts import parts


@app.get("/applications/{application_id}/contract", returns=ContractView, roles=READERS,
         summary="The contract's whole text, with its annualised rate")  # fmt: skip
def read_contract(call: Call, application_id: str) -> Any:
    p = parts()
    offer, text = contract_in_reach(application_id, call.person, (p.applications, p.evidence))
    return ContractView(
        contract_sha256=offer.contract_sha256,
        template=offer.template,
        annualised_rate=str(offer.annualised),
        valid_until=stamp(offer.valid_until),
        text=text,
    )


@app.post("/applications/{application_id}/signature", body=SignatureBody, returns=SignedView,
          status=201, roles=CUSTOMER, summary="Sign the contract with a step-up token bound to it",
          errors=(ContractDiffers, OfferExpired, StepNotAllowed, StepUpNeeded))  # fmt: skip
def sign(call: Call, body: SignatureBody, application_id: str) -> Any:
    command = SignContract(application_id, body.contract_sha256, body.step_up_token)
    done = sign_contract(command, call.person, call.key, parts().signing_contracts)
    return SignedView(**done.answer), done.replayed

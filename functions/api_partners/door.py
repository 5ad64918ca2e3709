"""The door itself, which the route files share: staff come with tokens, partners sign."""

from __future__ import annotations

from typing import cast

from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import CommandKey, fingerprint
from nongxin.kernel.http import Call, Door
from nongxin.kernel.http.contract import Query
from nongxin.kernel.identity import Role
from nongxin.partners.inbound.inbox_store import Inbox
from nongxin.partners.inbound.listed_signatures import ListedSignatures
from nongxin.partners.partner import Partner
from nongxin.partners.partner_store import Partners
from nongxin.partners.webhook_signatures import WebhookSignatures
from nongxin.parts import parts


def _known() -> tuple[Partners, Clock]:
    return parts().partners, parts().clock


def _inbox() -> Inbox:
    return parts().inbox


app = Door("partners", ListedSignatures(WebhookSignatures(_known), _inbox))

CUSTOMER = (Role.CUSTOMER,)
OPS = (Role.OPS,)
AUDITORS = (Role.AUDITOR,)
READERS = (Role.OPS, Role.AUDITOR)
# Who asks for another try of a payout, and who looks at it a second time: as at differences.
ASKERS = (Role.OFFICER, Role.OPS)
DECIDERS = (Role.COUNTY_APPROVER,)
WATCHERS = (*ASKERS, *DECIDERS, Role.AUDITOR)
COUNTY = Query("county", {"type": "string", "pattern": "^[0-9]{6}$"}, required=True)


def signer(call: Call) -> Partner:
    """The partner that signed the call, active, and the one that its path names."""
    return cast(Partner, call.signer)


def signed_key(call: Call) -> CommandKey:
    """The command key of a signed call: the webhook's id, in the partner's own scope."""
    partner = signer(call)
    content = fingerprint({"path": dict(call.path), "body": call.payload})
    message_id = call.headers["webhook-id"]
    return CommandKey(call.operation, partner.id, partner.county, message_id, content)

"""The authorizer for people's tokens, asked before every call and never cached.

It allows exactly the call that was asked for and hands the caller on to the door. Whoever is not
recognised is denied without a reason, which the gateway says as 401 (infra/blocks/
gateway_responses.py); a fault of ours is raised as it is (then it says 503). Raising for a
stranger too would count each token that has run out as an error of this function, and ring its
alarm.
"""

from __future__ import annotations

from typing import Any

from nongxin.kernel import deadline, log
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.errors import Missing, Unauthenticated
from nongxin.kernel.identity import Principal
from nongxin.parts import parts

_SECONDS = 5


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    try:
        with deadline.within(_SECONDS):
            person = parts().access_check.person(str(event.get("authorizationToken") or ""))
    except (Unauthenticated, Missing, CountyNotServed) as refusal:
        log.say("refused", code=refusal.code)
        return _policy("nobody", "Deny", event["methodArn"])
    log.say("recognised", principal=person.id, role=person.role.value, county=person.county)
    return _policy(person.id, "Allow", event["methodArn"]) | {"context": _context(person)}


def _policy(principal: str, effect: str, call_arn: str) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": [call_arn]}
    return {
        "principalId": principal,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }


def _context(person: Principal) -> dict[str, str]:
    """What the door is told of the caller."""
    return {
        "sub": person.id,
        "role": person.role.value,
        "county": person.county,
        "entity": person.entity,
        "counties": ",".join(sorted(person.counties)),
        "session": person.session,
    }

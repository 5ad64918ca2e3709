"""The authorizer for people's tokens, asked before every call and never cached.

It allows exactly the call that was asked for and hands the caller on to the door. Whoever is not
recognised is refused without a reason; a fault of ours is raised as it is (then the gateway says
500).
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
        # API Gateway turns exactly this text into a 401.
        raise Exception("Unauthorized") from None
    log.say("recognised", principal=person.id, role=person.role.value, county=person.county)
    return _allowed(person, event["methodArn"])


def _allowed(person: Principal, call_arn: str) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": [call_arn]}
    return {
        "principalId": person.id,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {
            "sub": person.id,
            "role": person.role.value,
            "county": person.county,
            "entity": person.entity,
            "counties": ",".join(sorted(person.counties)),
            "session": person.session,
        },
    }

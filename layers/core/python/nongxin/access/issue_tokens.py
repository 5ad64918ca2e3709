"""Tokens for a session that has just begun or turned."""

from __future__ import annotations

import secrets

from nongxin.access import tokens
from nongxin.access.credential import Credential
from nongxin.access.ports import AccessParts
from nongxin.access.session import RefreshToken
from nongxin.kernel.value import value


@value
class Tokens:
    access_token: str
    refresh_token: str
    expires_in: int = tokens.ACCESS_SECONDS


def issue_tokens(credential: Credential, refresh: RefreshToken, parts: AccessParts) -> Tokens:
    """What the person may do now goes into the token; raises Busy when the key does not answer."""
    principal = credential.principal(refresh.session_id)
    now = parts.now
    claims = {
        "iss": parts.issuer,
        "aud": tokens.ACCESS_AUDIENCE,
        "sub": principal.id,
        "role": principal.role.value,
        "county": principal.county,
        "entity": principal.entity,
        "counties": sorted(principal.counties),
        "session": principal.session,
        "jti": secrets.token_hex(16),
        "iat": now,
        "exp": now + tokens.ACCESS_SECONDS,
    }
    return Tokens(tokens.encode(claims, parts.key), refresh.text)

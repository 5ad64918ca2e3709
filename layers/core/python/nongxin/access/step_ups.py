"""What a context that signs asks: has this person just confirmed exactly this?"""

from __future__ import annotations

from nongxin.access import tokens
from nongxin.access.problems import BadToken, StepUpNeeded
from nongxin.access.tokens import VerifyingKeys
from nongxin.kernel.clock import Clock


class StepUps:
    def __init__(self, keys: VerifyingKeys, issuer: str, clock: Clock) -> None:
        self._keys = keys
        self._issuer = issuer
        self._clock = clock

    def proof(self, token: str, person_id: str, digest: str) -> str:
        """The token's id, to be kept; raises StepUpNeeded.

        `digest` is the SHA-256 (hex) of what is signed. A token can be shown again within its five
        minutes, for the same person and digest only: the signing itself is done once per document.
        """
        now = int(self._clock.now().timestamp())
        expected = tokens.Expected(self._issuer, tokens.STEP_UP_AUDIENCE, now)
        try:
            claims = tokens.verify(token, self._keys, expected)
        except BadToken:
            raise StepUpNeeded() from None
        if (claims["sub"], claims.get("digest")) != (person_id, digest):
            raise StepUpNeeded()
        return str(claims["jti"])

"""A slip (回单): what an entry's owner may know of the other side and of why."""

from __future__ import annotations

from nongxin.kernel.value import value

SENT, TAKEN = "sent", "received"


@value
class Slip:
    """`number` is the entry's. `journal` and its county name the posting. `kind`: sent, received.

    `party_…` is the other side; its number is kept whole and shown masked.
    """

    account_id: str
    number: int
    kind: str
    amount_fen: int
    journal: str
    journal_county: str
    party_name: str
    party_number: str
    remark: str

"""Who gets which answers: by the sequence number of the ID number (its digits 15 to 17).

    …900 to 904   arrears now and in the last 24 months
    …910 to 914   no credit history
    …920 to 924   many enquiries and online lenders
    …930 to 934   court: dishonest debtor
    …940 to 944   name and ID number do not belong together
    …950 to 954   on the poverty list
    …960 to 964   on an internal grey list
    any other     in good order, with small differences from person to person

Both sexes are in every range (odd numbers are men). Whatever POST …/persons sets comes first.
"""

from __future__ import annotations

from hashlib import sha256

ARREARS, THIN, HUNGRY, COURT, IMPOSTOR, POOR, GREY = range(900, 970, 10)
_WIDTH = 5


def is_case(id_no: str, first: int) -> bool:
    sequence = id_no[14:17]
    return sequence.isdigit() and first <= int(sequence) < first + _WIDTH


def number(id_no: str, about: str, low: int, high: int) -> int:
    """Always the same number for the same person and subject, from low to high."""
    digest = sha256(f"{about}:{id_no}".encode()).digest()
    return low + int.from_bytes(digest[:4], "big") % (high - low + 1)

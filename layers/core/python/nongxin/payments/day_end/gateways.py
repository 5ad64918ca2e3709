"""Partners' files of a day (对账文件), by the protocol of our front (assumed).

    GET {partner}/settlements/{date}/{county}/{page}  → {lines: [{number, service, amount_fen}],
                                                          more}; 404: it is not there yet

`number` is the payment's, as it was sent; the date is the one on which the partner did it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from nongxin.kernel.errors import Busy
from nongxin.kernel.outgoing import Partner, PartnerRefused
from nongxin.kernel.value import value
from nongxin.payments.day_end.difference import Line

_MOST_PAGES = 1_000
_LONGEST = 60


@value
class HttpSettlementFiles:
    code: str
    partner: Partner

    def lines(self, county: str, on: date) -> list[Line]:
        """Raises Busy (also where the file is not there yet) or PartnerRefused."""
        return [line for page in self._pages(county, on) for line in page]

    def _pages(self, county: str, on: date) -> Iterator[list[Line]]:
        for page in range(_MOST_PAGES):
            told = self.partner.get(self.code, "settlements", on.isoformat(), county, str(page))
            if told is None:
                raise Busy()
            lines = told.get("lines")
            if not isinstance(lines, list):
                raise PartnerRefused(self.code, 200)
            yield [self._line(each) for each in lines]
            if told.get("more") is not True:
                return

    def _line(self, told: Any) -> Line:
        amount_fen = told.get("amount_fen") if isinstance(told, dict) else None
        if type(amount_fen) is not int or amount_fen < 0:
            raise PartnerRefused(self.code, 200)
        number, service = str(told.get("number") or ""), str(told.get("service") or "")
        if not number:
            raise PartnerRefused(self.code, 200)
        return Line(number[:_LONGEST], service[:_LONGEST], amount_fen)

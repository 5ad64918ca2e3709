"""Addresses that a partner may be called back at: what can be told from the text alone.

Where the name leads is looked up each time before a call is made (kernel.callback).
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from nongxin.kernel.errors import Rule

_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_LOOPBACK = "127.0.0.1"
_LONGEST = 300


class AddressRefused(Rule):
    code = "callback-address-refused"
    zh = "回调地址须为 HTTPS 公网域名，不含用户名、片段和 IP 地址"
    en = "A call-back address is https at a public host name, without user, fragment or IP address"


def check_address(url: str, *, loopback: bool = False) -> None:
    """`loopback`: this machine by http is allowed too (local stage). Raises AddressRefused."""
    if len(url) > _LONGEST or not url.isascii() or re.search(r"[\s\\#]", url):
        raise AddressRefused()
    try:
        told = urlsplit(url)
        port = told.port
    except ValueError:
        raise AddressRefused() from None
    if loopback and _is_loopback(told, port):
        return
    if told.scheme != "https" or "@" in told.netloc or not _HOST.fullmatch(told.hostname or ""):
        raise AddressRefused()


def _is_loopback(told: SplitResult, port: int | None) -> bool:
    return told.scheme == "http" and told.netloc == f"{_LOOPBACK}:{port}"

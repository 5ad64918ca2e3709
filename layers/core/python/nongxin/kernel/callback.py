"""Calls to an address that somebody else chose: looked up, checked, and then called at the very
address that was checked.

No redirect is followed, no proxy is asked, and an answer that drips is cut off. A name that leads,
be it with one of several addresses, into a private network is not called at all.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urlsplit

from nongxin.kernel.value import value

CONNECT_S = 2.0
WHOLE_S = 5.0
_READ_BYTES = 4096
_UNICAST = ipaddress.ip_network("2000::/3")
# What `is_global` lets through, or not in every version of Python: IANA's special-purpose
# registries (protocol assignments, 6to4 both ways, documentation).
_SPECIAL = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2002::/16", "3fff::/20"))
)
_LOOPBACK = "127.0.0.1"

# A name and a port -> the addresses that it leads to.
Resolve = Callable[[str, int], list[str]]


@value
class Answer:
    """`status` 0: there was none, `why` says in a code what was in the way; it took `ms`."""

    status: int
    why: str
    ms: int


class Callback:
    """`loopback`: http on this machine is allowed as well (a developer's)."""

    def __init__(
        self,
        *,
        loopback: bool = False,
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._loopback = loopback
        self._resolve = resolve or _resolved
        self._tls = tls

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Never raises for what the other side does."""
        began = time.monotonic()
        status, why = self._posted(urlsplit(url), headers, body)
        return Answer(status, why, round((time.monotonic() - began) * 1000))

    def _posted(self, to: SplitResult, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        host, port = to.hostname or "", to.port or 443
        is_secure = to.scheme == "https"
        if not is_secure and not (self._loopback and host == _LOOPBACK):
            return 0, "address-refused"
        try:
            address = self._checked(host, port) if is_secure else host
        except OSError:
            return 0, "name-unknown"
        if address is None:
            return 0, "address-refused"
        call = _Pinned(host, port, address, self._context() if is_secure else None)
        return _called(call, f"{to.path or '/'}{f'?{to.query}' if to.query else ''}", headers, body)

    def _checked(self, host: str, port: int) -> str | None:
        """One of the addresses that a name leads to, if all of them are public."""
        found = self._resolve(host, port)
        return found[0] if found and all(map(is_public, found)) else None

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls


def is_public(text: str) -> bool:
    """Whether an address is the open internet's: no private, local, shared or mapped range."""
    address = ipaddress.ip_address(text)
    if address.version == 6 and address not in _UNICAST:
        return False
    if any(address in network for network in _SPECIAL):
        return False
    return address.is_global and not address.is_multicast


class _Pinned(HTTPConnection):
    """A connection to one address, under the name that the certificate has to bear."""

    def __init__(self, host: str, port: int, address: str, tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=WHOLE_S)
        self._address, self._tls = address, tls
        self.is_cut = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), CONNECT_S)
        self.sock.settimeout(WHOLE_S)
        if self._tls is not None:
            shaken = self._tls.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = shaken  # so that a handshake that drips can be cut
            shaken.do_handshake()

    def cut(self) -> None:
        self.is_cut = True
        with contextlib.suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


def _called(call: _Pinned, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
    limit = threading.Timer(WHOLE_S, call.cut)
    limit.daemon = True
    limit.start()
    try:
        call.request("POST", path, body, dict(headers))
        answer: HTTPResponse = call.getresponse()
        answer.read(_READ_BYTES)
        return (0, "timeout") if call.is_cut else (answer.status, "")
    except ssl.SSLError:
        return 0, "timeout" if call.is_cut else "certificate-refused"
    except TimeoutError:
        return 0, "timeout"
    except (OSError, HTTPException):
        return 0, "timeout" if call.is_cut else "unreachable"
    finally:
        limit.cancel()
        call.close()


def _resolved(host: str, port: int) -> list[str]:
    """IPv4 first, for our own networks need not speak IPv6. Raises OSError."""
    found: list[str] | None = None

    def look() -> None:
        nonlocal found
        with contextlib.suppress(OSError):
            told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = sorted({str(each[4][0]) for each in told}, key=lambda text: ":" in text)

    looking = threading.Thread(target=look, daemon=True)  # a look-up knows no time limit
    looking.start()
    looking.join(CONNECT_S)
    if not found:
        raise OSError(f"no address for {host}")
    return found

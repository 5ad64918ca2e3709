"""Calls to addresses that partners chose: pinned to what was checked, cut off, never led on."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from nongxin.kernel import callback
from nongxin.kernel.callback import Callback, is_public

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Serve = Callable[[socket.socket], None]
NAME = "shop.example.com"


@pytest.fixture
def serve() -> Iterator[Callable[[Serve], int]]:
    """Starts a server that does so with each connection; answers its port."""
    listening: list[socket.socket] = []

    def start(how: Serve) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)

        def run() -> None:
            while True:
                try:
                    one, _ = server.accept()
                except OSError:
                    return
                with closing(one):
                    try:
                        how(one)
                    except OSError:
                        continue

        threading.Thread(target=run, daemon=True).start()
        return int(server.getsockname()[1])

    yield start
    for each in listening:
        each.close()


def answering(raw: bytes, seen: list[bytes] | None = None) -> Serve:
    def how(one: socket.socket) -> None:
        told = whole(one)
        if seen is not None:
            seen.append(told)
        one.sendall(raw)

    return how


def whole(one: socket.socket) -> bytes:
    """A request to its last byte: who closes before it was read resets the connection."""
    told = b""
    while b"\r\n\r\n" not in told:
        told += one.recv(65536)
    head, _, body = told.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
    while len(body) < length:
        body += one.recv(65536)
    return head + b"\r\n\r\n" + body


def local(port: int) -> str:
    return f"http://127.0.0.1:{port}/hooks?x=1"


def test_what_is_sent_and_what_is_answered(serve: Callable[[Serve], int]) -> None:
    seen: list[bytes] = []
    port = serve(answering(OK, seen))
    answer = Callback(loopback=True).post(local(port), {"Webhook-Id": "m1"}, b'{"a":1}')
    assert (answer.status, answer.why) == (200, "")
    assert seen[0].startswith(b"POST /hooks?x=1 HTTP/1.1\r\n")
    assert b"Webhook-Id: m1\r\n" in seen[0] and seen[0].endswith(b'{"a":1}')


def test_no_redirect_is_followed(serve: Callable[[Serve], int]) -> None:
    seen: list[bytes] = []
    there = serve(answering(OK, seen))
    moved = f"HTTP/1.1 307 Moved\r\nLocation: {local(there)}\r\nContent-Length: 0\r\n\r\n"
    assert (
        Callback(loopback=True).post(local(serve(answering(moved.encode()))), {}, b"").status == 307
    )
    assert seen == []


def test_the_environments_proxy_is_not_asked(
    serve: Callable[[Serve], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{serve(answering(OK, seen))}")
    assert Callback(loopback=True).post(local(serve(answering(OK))), {}, b"").status == 200
    assert seen == []


def test_an_answer_that_drips_is_cut_off(
    serve: Callable[[Serve], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callback, "WHOLE_S", 0.3)

    def drip(one: socket.socket) -> None:
        whole(one)
        for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000:
            one.sendall(bytes((byte,)))
            time.sleep(0.02)

    answer = Callback(loopback=True).post(local(serve(drip)), {}, b"")
    assert (answer.status, answer.why) == (0, "timeout")


def test_nobody_there_and_nonsense(serve: Callable[[Serve], int]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as gone:
        port = gone.getsockname()[1]
    assert Callback(loopback=True).post(local(port), {}, b"").why == "unreachable"
    nonsense = serve(answering(b"\x00\x01nonsense\r\n\r\n"))
    assert Callback(loopback=True).post(local(nonsense), {}, b"").why == "unreachable"


def test_this_machine_is_a_developers_alone(serve: Callable[[Serve], int]) -> None:
    seen: list[bytes] = []
    port = serve(answering(OK, seen))
    assert Callback().post(local(port), {}, b"").why == "address-refused"
    assert (
        Callback(loopback=True).post(f"http://localhost:{port}/", {}, b"").why == "address-refused"
    )
    assert seen == []


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["172.16.0.1"],
        ["192.168.1.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        ["::1"],
        ["fe80::1"],
        ["fd00:ec2::254"],
        ["::ffff:10.0.0.1"],
        ["64:ff9b::a00:1"],
        ["2002:a00:1::1"],
        ["192.0.0.8"],
        ["192.88.99.1"],
        ["198.18.0.1"],
        ["255.255.255.255"],
        ["3fff::1"],
        ["2001::1"],
        ["::ffff:8.8.8.8"],
        ["198.51.100.7", "10.0.0.1"],  # one public, one not
        ["8.8.8.8", "10.0.0.1"],
        [],
    ],
)
def test_a_name_that_leads_inside_is_not_called(
    addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(callback.socket, "create_connection", refuse)
    answer = Callback(loopback=True, resolve=lambda *_: addresses).post(f"https://{NAME}/", {}, b"")
    assert (answer.status, answer.why) == (0, "address-refused")


def test_public_addresses() -> None:
    assert is_public("8.8.8.8") and is_public("2400:3200::1")


def test_a_name_that_is_none() -> None:
    def unknown(*_: object) -> list[str]:
        raise OSError

    assert Callback(resolve=unknown).post(f"https://{NAME}/", {}, b"").why == "name-unknown"


def test_the_address_that_was_checked_is_the_one_that_is_called(
    serve: Callable[[Serve], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is looked up once (no second answer can lead elsewhere), and the certificate has
    to bear the name, not the address.
    """
    key, certificate = _certificate(tmp_path, NAME)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate, key)

    def shake(one: socket.socket) -> None:
        with ours.wrap_socket(one, server_side=True) as shaken:
            answering(OK)(shaken)  # type: ignore[arg-type]

    port, looked_up = serve(shake), list[str]()

    def resolve(host: str, _: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    monkeypatch.setattr(callback, "is_public", lambda _: True)
    trusting = ssl.create_default_context(cafile=str(certificate))
    call = Callback(resolve=resolve, tls=trusting)
    assert call.post(f"https://{NAME}:{port}/", {}, b"{}").status == 200
    assert looked_up == [NAME]
    other = call.post(f"https://other.example.com:{port}/", {}, b"{}")
    assert (other.status, other.why) == (0, "certificate-refused")


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    key_file, certificate_file = folder / "key.pem", folder / "cert.pem"
    certificate_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return key_file, certificate_file

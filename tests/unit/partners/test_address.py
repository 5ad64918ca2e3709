"""Which addresses a partner may be called back at, by their text."""

from __future__ import annotations

import pytest

from nongxin.partners.address import AddressRefused, check_address


@pytest.mark.parametrize(
    "url",
    ["https://shop.example.com/hooks", "https://a-b.example.cn:8443/x?y=1"],
)
def test_https_at_a_name(url: str) -> None:
    check_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://shop.example.com/",
        "ftp://shop.example.com/",
        "https://shop",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://me@shop.example.com/",
        "https://shop.example.com@10.0.0.1/",
        "https://shop.example.com/#x",
        "https://shop.example.com:99999/",
        "https://shop.example.com:x/",
        "https://商店.example.com/",
        "https://shop.example.com/ x",
        "https://shop.example.com\\@10.0.0.1/",
        "https://shop.example.com/\r\nHost: x",
        "https://shop.example.com./",
        "https://" + "a" * 300 + ".com/",
        "http://127.0.0.1:4700/webhooks",
    ],
)
def test_nothing_else(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_address(url)


def test_a_developers_own_machine() -> None:
    check_address("http://127.0.0.1:4700/webhooks", loopback=True)
    for url in ("http://127.0.0.1/", "http://127.0.0.2:4700/", "http://a@127.0.0.1:4700/",
                "http://10.0.0.1:80/"):  # fmt: skip
        with pytest.raises(AddressRefused):
            check_address(url, loopback=True)

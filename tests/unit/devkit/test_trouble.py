"""What a person can do something about ends in a sentence; a fault of ours is seen whole."""

from __future__ import annotations

import urllib.error

import pytest
import requests
from botocore.exceptions import ClientError, EndpointConnectionError

from devkit import bootstrap, trouble
from devkit.bank import Refused
from devkit.trouble import FAILED_STEP, NO_ANSWER, Trouble
from nongxin.kernel.errors import Busy

LOCKED = {"code": "locked", "detail": "尝试次数过多", "detail_en": "Too many attempts"}
EXPECTED = [
    (Trouble("a sentence.", 42), 42, "a sentence."),
    (ConnectionRefusedError("refused"), NO_ANSWER, "no answer came: refused."),
    (TimeoutError("no text message came"), NO_ANSWER, "no answer came: no text message"),
    (TimeoutError(), NO_ANSWER, "no answer came: TimeoutError."),
    (urllib.error.URLError("down"), NO_ANSWER, "no answer came"),
    (requests.ConnectionError("gone"), NO_ANSWER, "no answer came: gone."),
    (requests.ReadTimeout("late"), NO_ANSWER, "no answer came: late."),
    (EndpointConnectionError(endpoint_url="http://x"), NO_ANSWER, "no answer came"),
    (ClientError({"Error": {"Code": "No"}}, "Get"), FAILED_STEP, "it was refused"),
    (Refused(429, LOCKED), FAILED_STEP, "it was refused: 429 locked: Too many attempts."),
    (Busy(), FAILED_STEP, "it was refused"),
]


@pytest.mark.parametrize(("error", "code", "begins"), EXPECTED)
def test_a_script_ends_in_one_sentence(
    error: Exception,
    code: int,
    begins: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(_module: str, _environment: bool) -> int:
        raise error

    monkeypatch.setattr(bootstrap, "_run", fails)
    monkeypatch.setattr("sys.argv", ["scripts/some"])
    with pytest.raises(SystemExit) as ended:
        bootstrap.run("devkit.some")
    said = capsys.readouterr().err
    assert ended.value.code == code
    assert said.startswith(f"some: {begins}")
    assert said.count("\n") == 1


def test_a_long_answer_is_cut() -> None:
    explained = trouble.explained(requests.ConnectionError("x" * 5000))
    assert explained and len(explained.sentence) < 500


@pytest.mark.parametrize("error", [ValueError("a fault"), KeyError("id"), FileNotFoundError("f")])
def test_a_fault_of_ours_is_not_hidden(error: Exception) -> None:
    assert trouble.explained(error) is None

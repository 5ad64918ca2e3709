"""Failures that a person can do something about: one sentence, one exit code.

Kept to the oldest Python 3, since it also has to say that a Python is too old.
"""

import errno
import sys

OLD_PYTHON = 3
MISSING_MODULE = 4
NO_NETWORK = 5
PORT_TAKEN = 6
FAILED_STEP = 7
BUSY = 8
NO_ANSWER = 9
INTERRUPTED = 130

# What the libraries raise when nobody answers, and when somebody says no. Looked up among what is
# loaded: a library that is not cannot have raised anything, and this file must import none.
_UNANSWERED = (
    ("builtins", "ConnectionError"),
    ("builtins", "TimeoutError"),
    ("urllib.error", "URLError"),
    ("http.client", "HTTPException"),
    ("requests", "RequestException"),
    ("botocore.exceptions", "HTTPClientError"),
    ("botocore.exceptions", "ConnectionError"),
)
_REFUSED = (
    ("devkit.bank", "Refused"),
    ("botocore.exceptions", "ClientError"),
    ("nongxin.kernel.errors", "Problem"),
)
# A file or folder that is not to be written, or a disk that is full.
_UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.ENOTDIR, errno.EISDIR)
_LONGEST = 300


class Trouble(Exception):
    """Ends a script with `sentence` on stderr and `code` as its exit status."""

    def __init__(self, sentence, code=FAILED_STEP):
        # type: (str, int) -> None
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


def explained(error):
    # type: (BaseException) -> Trouble | None
    """The trouble that an error means to a person; None for a fault of ours, to be seen whole."""
    if isinstance(error, Trouble):
        return error
    said = " ".join(str(error).split())[:_LONGEST] or type(error).__name__
    if _is_one(error, _UNANSWERED):
        hint = "Does the local cloud run? scripts/local status and scripts/local logs tell."
        return Trouble("no answer came: %s. %s" % (said.rstrip("."), hint), NO_ANSWER)
    if isinstance(error, OSError) and error.errno in _UNWRITABLE and error.filename:
        return Trouble("%s: %s." % (error.filename, error.strerror))
    if _is_one(error, _REFUSED):
        return Trouble("it was refused: %s. scripts/local logs tells more." % said.rstrip("."))
    return None


def _is_one(error, names):
    # type: (BaseException, tuple[tuple[str, str], ...]) -> bool
    kinds = [getattr(sys.modules.get(module), name, None) for module, name in names]
    return isinstance(error, tuple(kind for kind in kinds if kind is not None))

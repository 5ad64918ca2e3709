"""Failures that a person can do something about: one sentence, one exit code.

Kept to the oldest Python 3, since it also has to say that a Python is too old.
"""

OLD_PYTHON = 3
MISSING_MODULE = 4
NO_NETWORK = 5
PORT_TAKEN = 6
FAILED_STEP = 7
BUSY = 8
INTERRUPTED = 130


class Trouble(Exception):
    """Ends a script with `sentence` on stderr and `code` as its exit status."""

    def __init__(self, sentence, code=FAILED_STEP):
        # type: (str, int) -> None
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code

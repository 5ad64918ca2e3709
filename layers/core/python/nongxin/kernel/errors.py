"""The error tree: every refusal has a kind, a stable code and a sentence in Chinese and English.

Only `kernel.http` knows statuses; the domain raises these and nothing else.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar

from nongxin.kernel.wording import Words, worded


class Kind(Enum):
    """What went wrong, as far as a caller needs to know to act."""

    MALFORMED = "malformed"
    UNAUTHENTICATED = "unauthenticated"
    DENIED = "denied"
    MISSING = "missing"
    CONFLICT = "conflict"
    RULE = "rule"
    TOO_MANY = "too-many"
    BUSY = "busy"


class Problem(Exception):
    """A refusal that a person may read. `zh` and `en` are format strings over the facts.

    Facts are small JSON values (ids, codes, amounts in fen, dates as ISO text), never personal
    data. `words` says what people call the codes among them; a sentence tells `x_fen` as `x_yuan`.
    """

    kind: ClassVar[Kind] = Kind.RULE
    code: ClassVar[str] = "refused"
    zh: ClassVar[str] = "请求未被受理"
    en: ClassVar[str] = "The request was refused"
    words: ClassVar[Words] = {}

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """The sentence in "zh" or "en" with the facts filled in."""
        sentence = self.zh if language == "zh" else self.en
        return sentence.format(**worded(self.facts, self.words, language))


class Malformed(Problem):
    kind = Kind.MALFORMED
    code = "malformed"
    zh = "请求格式有误"
    en = "The request is malformed"


class Unauthenticated(Problem):
    kind = Kind.UNAUTHENTICATED
    code = "unauthenticated"
    zh = "请先登录"
    en = "Sign in first"


class Denied(Problem):
    kind = Kind.DENIED
    code = "denied"
    zh = "您无权进行此操作"
    en = "You may not do this"


class Missing(Problem):
    """Also the answer for an object that exists but is not the caller's to see."""

    kind = Kind.MISSING
    code = "not-found"
    zh = "未找到所请求的内容"
    en = "There is no such thing here"


class BadPage(Malformed):
    code = "bad-page"
    zh = "limit 须为1至100，cursor 须为上一页返回的值"
    en = "limit is 1 to 100 and cursor is what the last page gave"


class Conflict(Problem):
    kind = Kind.CONFLICT
    code = "conflict"
    zh = "内容已被更改，请刷新后重试"
    en = "It was changed meanwhile: read it again"


class Rule(Problem):
    kind = Kind.RULE
    code = "rule"


class TooMany(Problem):
    kind = Kind.TOO_MANY
    code = "too-many-requests"
    zh = "操作过于频繁，请在{retry_after_s}秒后重试"
    en = "Too many requests: try again in {retry_after_s} seconds"


class Busy(Problem):
    """The outcome may be unknown; the same idempotency key is safe to send again."""

    kind = Kind.BUSY
    code = "busy"
    zh = "系统繁忙，请稍后以相同的请求编号重试"
    en = "Busy: try again shortly with the same idempotency key"


class KeyReused(Rule):
    code = "idempotency-key-reused"
    zh = "该请求编号已用于其他内容"
    en = "This idempotency key was used with other content"

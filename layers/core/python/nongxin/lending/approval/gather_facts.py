"""Gather the facts of a case (采集事实): every source asked side by side, each with its own time-out.

A source that fails or is late leaves its facts missing; the decision says what missing means. No
credit data is asked for without the applicant's consent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Any

from nongxin.decisions.facts import Facts
from nongxin.kernel import log
from nongxin.kernel.errors import Missing
from nongxin.kernel.value import value
from nongxin.lending.applications.consent import Consent
from nongxin.lending.gateways import NEEDS_CONSENT

SOURCE_SECONDS = 5
_CONSENT = "consent_valid"


@value
class Source:
    """Where facts come from. `ask` answers values by fact name, as JSON values, which are then of
    today; or facts, which say themselves of which day they are. It may raise.
    """

    name: str
    ask: Callable[[], Mapping[str, Any] | Facts]


def gather_facts(consent: Consent | None, sources: list[Source], today: str) -> Facts:
    """All facts that could be had, each with its source and day."""
    if consent is None:
        sources = [s for s in sources if s.name not in NEEDS_CONSENT]
    facts = Facts.of({_CONSENT: consent is not None}, "lending", today)
    # No `with`: leaving it would wait for the source that is late.
    pool = ThreadPoolExecutor(max_workers=len(sources))
    asked = {pool.submit(copy_context().run, source.ask): source for source in sources}
    wait(asked, timeout=SOURCE_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    for future, source in asked.items():
        told = _answer(future, source)
        facts = facts | (told if isinstance(told, Facts) else Facts.of(told, source.name, today))
    return facts


def has_consent(facts: Facts) -> bool:
    """Whether they were gathered under a consent to a credit report."""
    told = facts.by_name.get(_CONSENT)
    return told is not None and told.value is True


def without_credit(facts: Facts, today: str) -> Facts:
    """What may still be used once the consent was taken back: nothing that was asked under it."""
    left = {n: f for n, f in facts.by_name.items() if f.source not in NEEDS_CONSENT}
    return Facts(left) | Facts.of({_CONSENT: False}, "lending", today)


def _answer(future: Future[Mapping[str, Any] | Facts], source: Source) -> Mapping[str, Any] | Facts:
    """What the source said; nothing if it failed or is late."""
    if not future.done():
        log.warn("source late", kind=source.name)
        return {}
    error = future.exception()
    if error is None:
        return future.result()
    if not isinstance(error, Missing):
        log.warn("source failed", kind=source.name, error=type(error).__name__)
    return {}

"""What is due on partners' lines is sent, each minute: repeats, and what time did not suffice for.

Partners are served side by side, so that a slow one keeps nobody waiting. Tells two figures that
alarms watch: messages that were given up and not dealt with, and lines that stand still because
their partner is down or gone. Answers each partner's line.
"""

from __future__ import annotations

from typing import Any

from nongxin.kernel import log
from nongxin.kernel.errors import Problem
from nongxin.kernel.scatter import side_by_side
from nongxin.partners.outbound.line import Line, LineState
from nongxin.partners.outbound.send_news import send_news
from nongxin.parts import parts

_SECONDS = 45.0
_AT_ONCE = 8
_THEIR_FAULT = ("down", "gone")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    p = parts()
    _ = p.partner_news, p.vault.blind  # made before the threads ask for them
    lines = [line for line in side_by_side(_sent, p.partners.ids(), _AT_ONCE) if line]
    dead = sum(line.dead for line in lines)
    down = [line for line in lines if _is_down(line)]
    p.metrics.tell("NewsGivenUp", dead)
    p.metrics.tell("PartnersDown", len(down))
    log.say("news", count=len(lines), failed=len(down))
    return {line.partner_id: _shown(line) for line in lines}


def _sent(partner_id: str) -> Line | None:
    """One that fails holds none of the others; it is tried again in a minute."""
    try:
        return send_news(partner_id, parts().partner_news, _SECONDS).line
    except Problem as problem:
        log.warn("news", code=problem.code, partner=partner_id)
    except Exception as error:
        log.bug("news", error)
    return None


def _is_down(line: Line) -> bool:
    return line.state is LineState.PAUSED and line.why in _THEIR_FAULT


def _shown(line: Line) -> dict[str, Any]:
    return {"state": line.state.value, "sent": line.sent, "vain": line.vain, "dead": line.dead}

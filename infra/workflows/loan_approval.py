"""LoanApproval: from a submitted application to money, refusal or a parked case, in few
transitions.

Outcomes are data and chosen by Choice states; an error only ever means "try again", then "park it
where people see it". Every task gets the whole state as `input` and answers a dict that is merged
into it. JSONata throughout, so that merging and counting need no states of their own.

    GatherFacts -> Decide -> offer   -> Offer ~> signed -> Disburse
                          -> refer   -> Refer ~> approved -> Offer; no answer -> a level up, twice
                          -> decline -> Close (also: rejected, withdrawn, expired)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

State = dict[str, Any]

# Escalations after the first referral before nobody's answer means `expired`.
_ESCALATIONS = 2
_TASK_TIMEOUT_S = 90
_RETRIES = 4

# state -> the function that does it
TASKS = {
    "GatherFacts": "step_gather_facts",
    "Decide": "step_decide",
    "Refer": "step_refer",
    "Offer": "step_offer",
    "Disburse": "step_disburse",
    "Close": "step_close",
    "Park": "step_close",
}


@dataclass(frozen=True)
class Waits:
    """How long people may take, in seconds."""

    referral_s: int
    offer_s: int


def placeholder(folder: str) -> str:
    """step_gather_facts -> StepGatherFacts: what the deployment puts the alias's ARN in for."""
    return folder.title().replace("_", "")


def definition(waits: Waits) -> State:
    """The machine in Amazon States Language, with `${Partition}` and `${<Function>}` left open."""
    return {
        "Comment": "LoanApproval: from a submitted application to money or refusal",
        "QueryLanguage": "JSONata",
        "StartAt": "GatherFacts",
        "States": {
            "GatherFacts": _work("GatherFacts", then="Decide"),
            "Decide": _work("Decide", then="ByDecision"),
            "ByDecision": _by_outcome(
                {"offer": "Offer", "refer": "Refer", "decline": "Close"}, otherwise="Park"
            ),
            "Refer": _wait("Refer", waits.referral_s, then="ByReferral", late=_ESCALATED),
            "ByReferral": _by_outcome({"approved": "Offer"}, otherwise="Close"),
            "Escalate": _escalate(),
            "Offer": _wait("Offer", waits.offer_s, then="ByOffer", late=_EXPIRED),
            "ByOffer": _by_outcome({"signed": "Disburse"}, otherwise="Close"),
            "Disburse": _work("Disburse"),
            "Close": _work("Close"),
            "Park": _work("Park", then="Parked", parks=False),
            "Parked": {"Type": "Fail", "Error": "Parked", "Cause": "People must look at it."},
        },
    }


_ESCALATED = ("Escalate", "{'escalation': $sum([$states.input.escalation, 1])}")
_EXPIRED = ("Close", "{'outcome': 'expired'}")
_FAILED = ("Park", "{'error': $states.errorOutput.Error}")
_INPUT = {"Park": "{'outcome': 'parked'}"}


def _merged(fields: str) -> str:
    return "{% $merge([$states.input, " + fields + "]) %}"


def _by_outcome(ways: Mapping[str, str], otherwise: str) -> State:
    choices = [
        {"Condition": "{% $states.input.outcome = '" + outcome + "' %}", "Next": state}
        for outcome, state in ways.items()
    ]
    return {"Type": "Choice", "Choices": choices, "Default": otherwise}


def _escalate() -> State:
    """The next level is asked, until there is none: then the application has expired."""
    nobody = "{% $states.input.escalation > " + str(_ESCALATIONS) + " %}"
    expired = {"Condition": nobody, "Output": _merged(_EXPIRED[1]), "Next": "Close"}
    return {"Type": "Choice", "Choices": [expired], "Default": "Refer"}


def _work(name: str, then: str | None = None, *, parks: bool = True) -> State:
    """A task that answers at once."""
    state = _call(name, {}, "states:::lambda:invoke") | {
        "TimeoutSeconds": _TASK_TIMEOUT_S,
        "Output": _merged("$states.result.Payload"),
        "Retry": [_again()],
    }
    if parks:
        state["Catch"] = [_catch("States.ALL", _FAILED)]
    return state | ({"Next": then} if then else {"End": True})


def _wait(name: str, seconds: int, then: str, late: tuple[str, str]) -> State:
    """A task that people answer through its token, or that ends by time."""
    token = {"token": "{% $states.context.Task.Token %}"}
    return _call(name, token, "states:::lambda:invoke.waitForTaskToken") | {
        "TimeoutSeconds": seconds,
        "Output": _merged("$states.result"),
        # Without the first entry a wait that ran out would be waited for again.
        "Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 0}, _again()],
        "Catch": [_catch("States.Timeout", late), _catch("States.ALL", _FAILED)],
        "Next": then,
    }


def _call(name: str, more: State, resource: str) -> State:
    payload = {
        "state": name,
        "application_id": "{% $states.input.application_id %}",
        "attempt": "{% $states.input.attempt %}",
        "execution": "{% $states.context.Execution.Name %}",
        "input": _merged(_INPUT[name]) if name in _INPUT else "{% $states.input %}",
    }
    function = "${" + placeholder(TASKS[name]) + "}"
    return {
        "Type": "Task",
        "Resource": "arn:${Partition}:" + resource,
        "Arguments": {"FunctionName": function, "Payload": payload | more},
    }


def _again() -> State:
    return {
        "ErrorEquals": ["States.ALL"],
        "IntervalSeconds": 1,
        "BackoffRate": 2,
        "MaxAttempts": _RETRIES,
        "MaxDelaySeconds": 30,
        "JitterStrategy": "FULL",
    }


def _catch(error: str, to: tuple[str, str]) -> State:
    state, fields = to
    return {"ErrorEquals": [error], "Output": _merged(fields), "Next": state}

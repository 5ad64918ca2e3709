"""What machines share that call a job many times side by side (Distributed Map)."""

from __future__ import annotations

from typing import Any

State = dict[str, Any]

_CALL_S = 930  # the function's own time, and a little
_RETRIES = 6


def job_call(function: str, payload: State | str) -> State:
    """A task that calls a job's alias, which the deployment puts in for `function`."""
    return {
        "Type": "Task",
        "Resource": "arn:${Partition}:states:::lambda:invoke",
        "Arguments": {"FunctionName": "${" + function + "}", "Payload": payload},
        "Output": "{% $states.result.Payload %}",
        "TimeoutSeconds": _CALL_S,
        "Retry": [
            {
                "ErrorEquals": ["States.ALL"],
                "IntervalSeconds": 2,
                "BackoffRate": 2,
                "MaxAttempts": _RETRIES,
                "MaxDelaySeconds": 120,
                "JitterStrategy": "FULL",
            }
        ],
    }


def each(label: str, at_once: int, states: State, starts_at: str, then: str) -> State:
    """A map of child executions over its input; one that fails keeps no other waiting."""
    return {
        "Type": "Map",
        "Label": label,
        "Items": "{% $states.input %}",
        "MaxConcurrency": at_once,
        "ToleratedFailurePercentage": 100,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": starts_at,
            "States": states,
        },
        "Next": then,
    }

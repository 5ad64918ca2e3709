"""SubsidyPayout: a run over a bureau's payout file, a hundred lines a task (Distributed Map).

The same run checks a file and pays it: what is to be done with a batch the file's record says, and
no state keeps anything. A batch that keeps failing keeps no other waiting; the run then fails, an
alarm rings, and the next run does what is left.

    Split -> is there work? -> EachBatch [ Work ] -> Conclude -> whole? -> Done, or Left
"""

from __future__ import annotations

from infra.workflows.side_by_side import State, each, job_call

JOB = "job_pay_subsidies"
FUNCTION = "JobPaySubsidies"  # what the deployment puts the alias's ARN in for
# 2,000 batches of 200,000 lines, forty at a time: see the arithmetic of `scripts/bench subsidies`.
AT_ONCE = 40
_WHOLE_S = 2 * 3600


def definition() -> State:
    """The machine in Amazon States Language, with `${Partition}` and `${JobPaySubsidies}` left
    open.
    """
    is_work = {"Condition": "{% $count($states.input) > 0 %}", "Next": "EachBatch"}
    whole = {"Condition": "{% $states.input.whole %}", "Next": "Done"}
    return {
        "Comment": "SubsidyPayout: a payout file of subsidies, batch by batch",
        "QueryLanguage": "JSONata",
        "StartAt": "Split",
        "TimeoutSeconds": _WHOLE_S,
        "States": {
            "Split": job_call(FUNCTION, {"file": "{% $states.input.file %}", "do": "split"})
            | {"Output": "{% [$states.result.Payload.batches] %}", "Next": "IsThereWork"},
            "IsThereWork": {"Type": "Choice", "Choices": [is_work], "Default": "Done"},
            "EachBatch": each("Batch", AT_ONCE, _batch(), "Work", "Conclude"),
            "Conclude": job_call(
                FUNCTION, {"file": "{% $states.input[0].file %}", "do": "conclude"}
            )
            | {"Next": "IsWhole"},
            "IsWhole": {"Type": "Choice", "Choices": [whole], "Default": "Left"},
            "Done": {"Type": "Succeed"},
            "Left": {"Type": "Fail", "Error": "BatchesLeft", "Cause": "Some are not done."},
        },
    }


def _batch() -> State:
    """The answer is the file's name alone: two thousand of them make the map's result."""
    failed = "{% {'file': $states.input.file} %}"
    catch = {"ErrorEquals": ["States.ALL"], "Output": failed, "Next": "Ended"}
    work = job_call(FUNCTION, "{% $states.input %}")
    return {
        "Work": work | {"Catch": [catch], "Next": "Ended"},
        "Ended": {"Type": "Succeed"},
    }

"""A machine that goes through the counties side by side (Distributed Map).

A county is called until it says that its day is whole; what it left off it goes on with, so no
state keeps anything. One that keeps failing keeps no other waiting: the run fails at the end, an
alarm rings, and the next run begins with what is left.

    Counties -> EachCounty [ Close -> whole? -> Closed; no: Pause -> Close ]
             -> all? -> Done, or Left
"""

from __future__ import annotations

from infra.workflows.side_by_side import State, each, job_call

# 107 counties; each works on a shard of its own kind, a hundred would only wait for each other.
AT_ONCE = 20
_WHOLE_NIGHT_S = 6 * 3600
_PAUSE_S = 5
_ALL_WHOLE = "{% $count($states.input[whole = false]) = 0 %}"


def county_by_county(comment: str, function: str, *, until_whole: bool = True) -> State:
    """Any job's machine that answers the counties to {} and `whole` to {"county": …}.

    `until_whole` False: each is called once a run, and what it left the next run takes.
    """
    return {
        "Comment": comment,
        "QueryLanguage": "JSONata",
        "StartAt": "Counties",
        "TimeoutSeconds": _WHOLE_NIGHT_S,
        "States": {
            # What the run was started with may name some counties. The list alone, and what the map
            # finds as it is: the local cloud's Distributed Map knows neither Items nor Output.
            "Counties": job_call(function, "{% $states.input %}")
            | {"Output": "{% $states.result.Payload.counties %}", "Next": "EachCounty"},
            "EachCounty": each(
                "County", AT_ONCE, _county(function, until_whole), "Close", "AreAllClosed"
            ),
            "AreAllClosed": {
                "Type": "Choice",
                "Choices": [{"Condition": _ALL_WHOLE, "Next": "Done"}],
                "Default": "Left",
            },
            "Done": {"Type": "Succeed"},
            "Left": {"Type": "Fail", "Error": "CountiesLeft", "Cause": "Some are not closed."},
        },
    }


def _county(function: str, until_whole: bool) -> State:
    failed = "{% {'county': $states.input.county, 'whole': false} %}"
    catch = {"ErrorEquals": ["States.ALL"], "Output": failed, "Next": "Ended"}
    close = job_call(function, {"county": "{% $states.input.county %}"})
    whole = {"Condition": "{% $states.input.whole %}", "Next": "Ended"}
    again: State = {
        "IsWhole": {"Type": "Choice", "Choices": [whole], "Default": "Pause"},
        "Pause": {"Type": "Wait", "Seconds": _PAUSE_S, "Next": "Close"},
    }
    return {
        "Close": close | {"Catch": [catch], "Next": "IsWhole" if until_whole else "Ended"},
        **(again if until_whole else {}),
        "Ended": {"Type": "Succeed"},
    }

"""The workflow engine as lending sees it: Step Functions behind the `Approvals` port."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import ClientError

from nongxin.kernel.events import correlation
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.mapping import file_of

_GONE = frozenset({"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"})


class StepFunctionsApprovals:
    def __init__(self, client: Any, machine_arn: str) -> None:
        self._client = client
        self._machine_arn = machine_arn

    def start(self, name: str, application: Application) -> None:
        told = {
            "application_id": application.id,
            "county": application.parties.county,
            "attempt": application.attempt,
            "file": file_of(application),
            "correlation": correlation.get(),
        }
        try:
            self._client.start_execution(
                stateMachineArn=self._machine_arn, name=name, input=json.dumps(told)
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise

    def answer(self, token: str, outcome: str, application: Application) -> bool:
        told = {"outcome": outcome, "file": file_of(application)}
        try:
            self._client.send_task_success(taskToken=token, output=json.dumps(told))
        except ClientError as error:
            if error.response["Error"]["Code"] not in _GONE:
                raise
            return False
        return True

    def lost(self) -> list[str]:
        """Names of runs that failed, timed out or were stopped, newest first (a page per kind)."""
        names = []
        for status in ("FAILED", "TIMED_OUT", "ABORTED"):
            answer = self._client.list_executions(
                stateMachineArn=self._machine_arn, statusFilter=status, maxResults=100
            )
            names += [run["name"] for run in answer["executions"]]
        return names

"""The workflow engine as payouts see it: a run of the state machine SubsidyPayout."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from nongxin.kernel.aws import passes
from nongxin.kernel.errors import Busy
from nongxin.kernel.value import value
from nongxin.payments.subsidies.subsidy_file import SubsidyFile


@value
class StepFunctionsRuns:
    client: Callable[[], Any]
    machine_arn: str

    def start(self, file: SubsidyFile) -> None:
        """Named by the file's version: the same start twice is one run. Raises Busy."""
        name = f"{file.id}-{file.version}"
        told = json.dumps({"file": file.id})
        try:
            self.client().start_execution(stateMachineArn=self.machine_arn, name=name, input=told)
        except (ClientError, BotoCoreError) as error:
            if passes(error):
                raise Busy() from error
            if not isinstance(error, ClientError) or _code(error) != "ExecutionAlreadyExists":
                raise


def _code(error: ClientError) -> str:
    return error.response["Error"]["Code"]

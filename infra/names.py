"""Physical names. Known before anything exists, so that stacks need not refer to each other."""

from __future__ import annotations

from dataclasses import dataclass

from aws_cdk import Aws


@dataclass(frozen=True)
class Names:
    """All names and name-made ARNs of one stage; ARNs keep the partition open (aws, aws-cn)."""

    stage: str

    @property
    def prefix(self) -> str:
        return f"nongxin-{self.stage}"

    def function(self, folder: str) -> str:
        return f"{self.prefix}-{folder}"

    def log_group(self, folder: str) -> str:
        return f"/aws/lambda/{self.function(folder)}"

    def queue(self, name: str) -> str:
        return f"{self.prefix}-{name}"

    def bucket(self, name: str) -> str:
        """Bucket names are unique in the whole partition, so account and region stand in them."""
        return f"{self.prefix}-{name}-{Aws.ACCOUNT_ID}-{Aws.REGION}"

    def bucket_arn(self, name: str) -> str:
        return f"arn:{Aws.PARTITION}:s3:::{self.bucket(name)}"

    @property
    def bus(self) -> str:
        return self.prefix

    @property
    def api(self) -> str:
        return self.prefix

    @property
    def approval_machine(self) -> str:
        return f"{self.prefix}-loan-approval"

    @property
    def approval_machine_arn(self) -> str:
        return arn("states", f"stateMachine:{self.approval_machine}")

    @property
    def loan_day_machine(self) -> str:
        return f"{self.prefix}-loan-day"

    @property
    def loan_day_machine_arn(self) -> str:
        return arn("states", f"stateMachine:{self.loan_day_machine}")

    @property
    def payments_day_machine(self) -> str:
        return f"{self.prefix}-payments-day"

    @property
    def payments_day_machine_arn(self) -> str:
        return arn("states", f"stateMachine:{self.payments_day_machine}")

    @property
    def subsidy_machine(self) -> str:
        return f"{self.prefix}-subsidy-payout"

    @property
    def subsidy_machine_arn(self) -> str:
        return arn("states", f"stateMachine:{self.subsidy_machine}")

    @property
    def bus_arn(self) -> str:
        return arn("events", f"event-bus/{self.bus}")

    def alias_arn(self, folder: str) -> str:
        return arn("lambda", f"function:{self.function(folder)}:{ALIAS}")

    def tables_arn(self, context: str) -> str:
        """The tables of a context in every shard."""
        return arn("dynamodb", f"table/{self.prefix}-{context}-*")

    @property
    def directory_arn(self) -> str:
        return arn("dynamodb", f"table/{self.prefix}-directory")


ALIAS = "live"
METRICS = "nongxin"  # the namespace of our own figures, as in nongxin.kernel.metrics


def arn(service: str, resource: str) -> str:
    """An ARN in the partition, region and account of the deployment."""
    return f"arn:{Aws.PARTITION}:{service}:{Aws.REGION}:{Aws.ACCOUNT_ID}:{resource}"

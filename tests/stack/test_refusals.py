"""What the policies refuse: by the pack alone, and by the program alone."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from localcloud.supervisor.cloud import Cloud
from localcloud.supervisor.commands import Commands
from localcloud.supervisor.console import Console
from localcloud.supervisor.directory import CloudDirectory
from localcloud.supervisor.errors import CloudError
from tests.stack.embedded import EmbeddedCloud, Ran

pytestmark = [pytest.mark.engine, pytest.mark.cloud]


@dataclass(frozen=True)
class Addition:
    """A resource added to the program, and the rule that must refuse it."""

    code: str
    rule: str
    remedy: str

    def to(self, program: str) -> str:
        return program.replace("    communications =", f"    {self.code}\n    communications =")

    def is_refused(self, ran: Ran) -> bool:
        return ran.status != 0 and self.rule in ran.text and self.remedy in ran.text


BUCKET = Addition(
    code='aws.s3.Bucket("abroad", region="us-east-1")',
    rule="residency-resource-region",
    remedy="ca-central-1",
)
POLICY = Addition(
    code="""aws.iam.Policy("almighty", policy='{"Version": "2012-10-17", "Statement": ['
        '{"Effect": "Allow", "Action": "*", "Resource": "*"}]}')""",
    rule="iam-no-admin-star",
    remedy="actions",
)
ADDED = pytest.mark.parametrize(
    "added", [BUCKET, POLICY], ids=["a bucket in us-east-1", "a policy that allows every action"]
)


@ADDED
def test_the_program_itself_refuses_without_the_pack_s_flag(
    cloud: EmbeddedCloud, project: Callable[..., Path], program: str, added: Addition
) -> None:
    folder = project(program=added.to(program))

    ran = cloud.pulumi("preview", "--stack", "staging", cwd=folder, PULUMI_OPTION_POLICY_PACK=None)

    assert added.is_refused(ran), ran.text
    assert "Traceback" not in ran.text


def test_the_pack_refuses_without_the_program_s_guard(
    cloud: EmbeddedCloud, project: Callable[..., Path], program: str
) -> None:
    both = POLICY.to(BUCKET.to(program))
    folder = project(program=both.replace("    register_guard()\n", ""))

    ran = cloud.pulumi("preview", "--stack", "staging", cwd=folder)

    assert BUCKET.is_refused(ran), ran.text
    assert POLICY.is_refused(ran), ran.text
    assert "[mandatory]" in ran.text


def test_the_preview_of_a_pull_request_refuses(
    cloud: EmbeddedCloud, project: Callable[..., Path], program: str
) -> None:
    """What `make preview` runs, on a change that forgot the guard."""
    folder = project(program=BUCKET.to(program).replace("    register_guard()\n", ""))
    console = Console(io.StringIO())
    embedded = Cloud(CloudDirectory(cloud.directory), console, folder)

    with pytest.raises(CloudError, match="`pulumi preview --stack production` failed"):
        Commands(embedded, console).preview("production", {})

"""Plans, reports and clones as the tests of `plan` and `deploy` want them."""

import subprocess
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from berthcare.delivery.plan_report import PlanReport, ReportedStep

COMMIT = "0123456789abcdef" * 2 + "01234567"
MOMENT = datetime(2026, 1, 31, 4, 5, tzinfo=timezone.utc)


def report(**changed: Any) -> PlanReport:
    """Return the report of a plan that succeeded, with this changed."""
    made = PlanReport(
        environment="staging",
        commit=COMMIT,
        target="embedded",
        made_at=MOMENT,
        engine="3.259.0",
        succeeded=True,
        errors=(),
        steps=(ReportedStep("create", "aws:iam/role:Role", "backend-role"),),
        unchanged=3,
        policies=(),
        cost=None,
        state_serial="sha256:1",
    )
    return replace(made, **changed)


def clone(folder: Path) -> Path:
    """Make a clone with one commit of a program, a stack file and a page."""
    (folder / "components").mkdir(parents=True)
    for name in ("__main__.py", "Pulumi.staging.yaml", "Pulumi.production.yaml", "README.md"):
        (folder / name).write_text("first\n")
    (folder / "components" / "one.py").write_text("first\n")
    who = ("-c", "user.name=tests", "-c", "user.email=tests@example.com")
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "First"]):
        subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)
    return folder

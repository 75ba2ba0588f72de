"""Brings the state from the workspace into the bucket, in steps that may be taken again."""

from dataclasses import dataclass

from berthcare.account_names import STATE_KEY_ALIAS
from berthcare.bootstrap.account_reading import AccountReading
from berthcare.bootstrap.account_stack import AccountStack
from berthcare.bootstrap.held_state import is_empty, moved, same_resources
from berthcare.errors import BerthcareError
from berthcare.steps import Step


@dataclass(frozen=True)
class Migration:
    """From one backend to the other; cut off anywhere, it is done by the next run."""

    here: AccountStack
    bucket: AccountStack
    account: AccountReading

    def steps(self) -> list[Step]:
        """Return all of them; one that is done already does nothing."""
        url = self.bucket.backend_url
        return [
            Step(f"Pulumi: a stack in {url}, under {STATE_KEY_ALIAS}", self._make),
            Step("Pulumi: the state moved there, read back and found the same", self._move),
            forget(self.here),
        ]

    def _make(self) -> None:
        if not self.account.state_is_in_bucket():
            self.bucket.init()

    def _move(self) -> None:
        state, home = self.here.export(), self.bucket.export()
        if is_empty(home):
            self.bucket.replace_state(
                moved(
                    state,
                    home,
                    kept_in=self.here.workspace.state,
                    see=self.bucket.to_see,
                )
            )
            home = self.bucket.export()
        if not same_resources(state, home):
            raise BerthcareError(
                "the bucket's state is not the one that was to be moved.",
                f"The one in {self.here.workspace.folder} is kept. See the other: "
                f"{self.bucket.to_see}",
            )


def forget(here: AccountStack) -> Step:
    """Return the step that removes the copy, which the bucket's state covers by then."""
    workspace = here.workspace
    return Step(f"{workspace.folder} removed: the bucket has the state", workspace.remove)

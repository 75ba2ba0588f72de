"""What the signals of one environment depend on."""

from dataclasses import dataclass

from berthcare.names import Names


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Who may do what with the secrets, so that anybody else is a stranger."""

    names: Names
    account_id: str
    readers: tuple[str, ...]
    """Role ARNs that read the secrets as their work: the backend, the watcher, the rotation."""
    rotation: str
    """Role ARN of the rotation, the one of the readers that writes secrets too."""
    deployers: tuple[str, ...]
    """Role or user ARNs that manage the environment."""
    previewers: tuple[str, ...] = ()
    """Role ARNs that read the secrets to say what a deployment would do, and change nothing."""
    key_id: str
    """Id (UUID) of the secrets' customer-managed key."""
    trail_log_group: str
    """The log group that the trail writes to."""
    trail: str | None
    """The trail's name; `None` where another stack owns it."""

    @property
    def role_names(self) -> tuple[str, ...]:
        """The readers' names, without their paths: so IAM's records name them."""
        return tuple(arn.rpartition("/")[2] for arn in self.readers)

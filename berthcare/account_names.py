"""The names of what an AWS account has once, whatever environments it holds (docs/adr/0037)."""

from dataclasses import dataclass

from berthcare.residency import REGION

STATE_KEY_ALIAS = "alias/berthcare-pulumi-state"
"""What the stack files name in `secretsprovider`."""
SECRETS_PROVIDER = f"awskms://{STATE_KEY_ALIAS}?region={REGION}"
OIDC_ISSUER = "token.actions.githubusercontent.com"
"""GitHub Docs, "Configuring OpenID Connect in Amazon Web Services"."""


@dataclass(frozen=True)
class AccountNames:
    """The state's home and the identities that CI deploys and previews by."""

    account_id: str
    """Twelve digits."""

    @property
    def state_bucket(self) -> str:
        """Holds the stacks' states; bucket names are unique in the world, hence the account."""
        return f"berthcare-pulumi-state-{self.account_id}"

    @property
    def state_log_bucket(self) -> str:
        """Holds the access log of the state's bucket."""
        return f"{self.state_bucket}-log"

    @property
    def backend_url(self) -> str:
        """What `pulumi login` takes, and `PULUMI_BACKEND_URL`."""
        return f"s3://{self.state_bucket}?region={REGION}"

    @property
    def deployer_role(self) -> str:
        """Deploys, from GitHub's environments of the same names as the stacks."""
        return "berthcare-deployer"

    @property
    def preview_role(self) -> str:
        """Reads what a preview and a drift report need, from GitHub's environment `preview`."""
        return "berthcare-preview"

    @property
    def delivery_boundary(self) -> str:
        """The most that the two delivery roles can ever do, whatever is attached to them."""
        return "berthcare-delivery-boundary"

    @property
    def workload_boundary(self) -> str:
        """The most that a role can do which the deployer makes (setting `permissionsBoundary`)."""
        return "berthcare-workload-boundary"

    @property
    def oidc_provider_arn(self) -> str:
        """GitHub's OpenID Connect provider: an account has one for each issuer."""
        return f"arn:aws:iam::{self.account_id}:oidc-provider/{OIDC_ISSUER}"

    def role_arn(self, role: str) -> str:
        """Return the ARN of a role of the account."""
        return f"arn:aws:iam::{self.account_id}:role/{role}"

    def policy_arn(self, policy: str) -> str:
        """Return the ARN of a managed policy of the account."""
        return f"arn:aws:iam::{self.account_id}:policy/{policy}"

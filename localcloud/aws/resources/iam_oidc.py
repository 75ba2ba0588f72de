"""OpenID Connect identity providers.

Sources: Terraform AWS provider docs `aws_iam_openid_connect_provider`; AWS IAM API Reference
(CreateOpenIDConnectProvider: what it is for is its URL, once an account). IAM is global: the type
has no region.
"""

from typing import Any

from localcloud.aws.handler import Change, Handler, Scope, tag_list, tag_map
from localcloud.aws.wire import Properties

_SCHEME = "https://"


class OpenIdConnectProvider(Handler):
    """An identity provider. Its id is its ARN."""

    pulumi_type = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
    updates = frozenset({"clientIdLists", "tags"})
    replaces = frozenset({"url"})
    computed = frozenset({"thumbprintLists"})
    unordered = frozenset({"clientIdLists"})

    def same(self, name: str, left: Any, right: Any) -> bool:
        """Take a URL with its scheme and one without for the same: IAM answers without."""
        if name == "url":
            return bool(left.removeprefix(_SCHEME) == right.removeprefix(_SCHEME))
        return super().same(name, left, right)

    def create(self, scope: Scope, inputs: Properties) -> str:
        """CreateOpenIDConnectProvider."""
        answer = scope.client("iam").create_open_id_connect_provider(
            Url=inputs["url"],
            ClientIDList=inputs["clientIdLists"],
            Tags=tag_list(inputs["tagsAll"]),
        )
        arn: str = answer["OpenIDConnectProviderArn"]
        return arn

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetOpenIDConnectProvider."""
        del prior
        found = scope.client("iam").get_open_id_connect_provider(
            OpenIDConnectProviderArn=resource_id
        )
        return {
            "arn": resource_id,
            "clientIdLists": found["ClientIDList"],
            "tagsAll": tag_map(found.get("Tags")),
            "thumbprintLists": found.get("ThumbprintList", []),
            "url": found["Url"].removeprefix(_SCHEME),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """Add and remove client ids and tags, one client id a call."""
        iam, provider = scope.client("iam"), {"OpenIDConnectProviderArn": resource_id}
        wanted, had = set(change.new["clientIdLists"]), set(change.old["clientIdLists"])
        for client in sorted(wanted - had):
            iam.add_client_id_to_open_id_connect_provider(**provider, ClientID=client)
        for client in sorted(had - wanted):
            iam.remove_client_id_from_open_id_connect_provider(**provider, ClientID=client)
        if change.tags_to_set:
            iam.tag_open_id_connect_provider(**provider, Tags=tag_list(change.tags_to_set))
        if change.tags_to_remove:
            iam.untag_open_id_connect_provider(**provider, TagKeys=change.tags_to_remove)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteOpenIDConnectProvider."""
        del state
        scope.client("iam").delete_open_id_connect_provider(OpenIDConnectProviderArn=resource_id)

"""An API key of a Twilio account as a Pulumi resource: `ApiKey`, and the provider behind it.

A key signs requests in place of the auth token and can be withdrawn alone. Only an account SID with
its auth token may manage keys: a standard key is refused (docs/iam/api-keys).

State keeps the provider as a reference to this module and class, so `providers.api_key` and
`ApiKeyProvider` must keep their names (tests/providers/test_state_contract.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, UpdateResult

from berthcare.problems import Problem
from providers.api.errors import AmbiguousAnswer
from providers.api.forms import Forms
from providers.api.plain_errors import told_plainly
from providers.objects.creation import appeared
from providers.objects.errors import CreationUncertain
from providers.objects.objects import Kind, Objects
from providers.objects.provider import OWN, ObjectProvider, identity_of, own_properties

FORMS = Forms(texts=(*OWN, "subaccount_sid"))
INPUTS = FORMS.names
"""Every input by name. A name is part of the state's contract."""
OUTPUTS = ("sid", "account_sid", "friendly_name", "secret")
"""The outputs beside the inputs."""

_TRIES = 2


class ApiKeyProvider(ObjectProvider):
    """Create, read, update and delete of one key."""

    kind = Kind("API key", lambda account: account.keys, lambda account: account.new_keys)
    forms = FORMS

    def _problems(self, properties: Mapping[str, Any]) -> list[Problem]:
        """Return nothing: a key has no inputs of its own."""
        del properties
        return []

    def _normalised(self, properties: Mapping[str, Any]) -> dict[str, Any]:
        return {name: properties.get(name) or None for name in INPUTS}

    def _read(
        self, properties: Mapping[str, Any], record: Any
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Keep the secret of the state: Twilio tells it once, at the creation."""
        kept = {name: properties.get(name) for name in (*INPUTS, *OUTPUTS)}
        return {**kept, "friendly_name": record.friendly_name or ""}, self._normalised(properties)

    @told_plainly
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Replace for another account; everything else is the name, which follows in place."""
        if FORMS.unknown(_news):
            return DiffResult(changes=True, replaces=[])
        elsewhere = self._is_elsewhere(_news.get("subaccount_sid") or None, _olds)
        changes = (
            elsewhere
            or self._normalised(_news) != self._normalised(_olds)
            or identity_of(_news).marker != _olds["friendly_name"]
        )
        return DiffResult(changes=changes, replaces=["subaccount_sid"] if elsewhere else [])

    @told_plainly
    def create(self, props: dict[str, Any]) -> CreateResult:
        """Create the key, after deleting every key that bears its mark: nobody knows its secret."""
        objects = self._objects(props.get("subaccount_sid") or None)
        record = self._created(objects, identity_of(props).marker)
        outs = {
            **self._normalised(props),
            "sid": record.sid,
            "account_sid": objects.home,
            "friendly_name": record.friendly_name or "",
            "secret": record.secret,
        }
        return CreateResult(record.sid, outs)

    def _created(self, objects: Objects, mark: str) -> Any:
        """Return a key whose secret is known, and leave no other with its mark.

        Raises `CreationUncertain` where a creation lost its answer: at once if its key cannot be
        seen, else after another try that lost its answer too.
        """
        lost = objects.marked(mark)
        reason = ""
        for _ in range(_TRIES):
            self._withdraw(objects, lost)
            try:
                return _with_secret(objects.create(friendly_name=mark))
            except AmbiguousAnswer as answer:
                reason = answer.reason
            lost = appeared(objects, mark, self._settling)
            if not lost:
                break
        self._withdraw(objects, lost)
        raise CreationUncertain(objects.kind.noun, mark, reason)

    @staticmethod
    def _withdraw(objects: Objects, lost: list[Any]) -> None:
        for key in lost:
            objects.remove(key.sid)
            print(f"{key.friendly_name}: the API key {key.sid} is withdrawn.", flush=True)

    @told_plainly
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Bring the name in line; the secret stays."""
        outs = {**_olds, **self._normalised(_news)}
        mark = identity_of(_news).marker
        if mark != _olds["friendly_name"]:
            record = self._objects(_olds["account_sid"]).update(_id, friendly_name=mark)
            outs["friendly_name"] = record.friendly_name or ""
        return UpdateResult(outs)


def _with_secret(record: Any) -> Any:
    if not record.secret:
        raise AmbiguousAnswer("the creation of an API key", "the answer tells no secret")
    return record


@dataclass(frozen=True, kw_only=True)
class ApiKeyArgs:
    """Whose key it is."""

    subaccount_sid: pulumi.Input[str] | None = None
    """The account that the key is to act for; `None` is the credentials' own."""


class ApiKey(Resource, module="twilio", name="ApiKey"):
    """A standard API key at Twilio; its id is the SK SID.

    A replacement that somebody forces (`pulumi up --replace`) is a rotation: the old key stops
    working before the new one is made.
    """

    sid: pulumi.Output[str]
    account_sid: pulumi.Output[str]
    friendly_name: pulumi.Output[str]
    """The mark at Twilio, `bc:{stack}:{logical name}:{digest}`."""
    secret: pulumi.Output[str]
    """Told by Twilio once and encrypted in state."""

    def __init__(
        self, name: str, args: ApiKeyArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        properties = {
            **dict.fromkeys(OUTPUTS),
            "subaccount_sid": args.subaccount_sid,
            **own_properties(name),
        }
        kept_secret = pulumi.ResourceOptions(additional_secret_outputs=["secret"])
        super().__init__(
            ApiKeyProvider(), name, properties, pulumi.ResourceOptions.merge(kept_secret, opts)
        )

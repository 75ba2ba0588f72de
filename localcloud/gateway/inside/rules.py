"""EventBridge: events of AWS itself, read-only ones among them, and targets that are judged.

Source: EventBridge User Guide, "Receiving read-only management events from AWS services".
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from localcloud.gateway.inside.messenger import Tell
from localcloud.gateway.inside.topics import ACTING, Acting
from localcloud.gateway.notices import GATEWAY_ACCESS_KEY_ID, Dispatch

_ENABLED: Final = "ENABLED"
_ENABLED_FOR_ALL: Final = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
_READING: Final = ("Describe", "Get", "List")
# Named there as exceptions.
_CHANGING: Final = frozenset({"GetFederationToken", "GetSessionToken"})


def change(eventbridge: Any, tell: Tell) -> None:
    """Have MiniStack's EventBridge take the gateway's events and hand targets over."""
    eventbridge.handle_request = _handler(eventbridge)
    eventbridge._dispatch_event = _dispatcher(eventbridge)  # noqa: SLF001 - no other switch
    eventbridge._invoke_target = _invoker(eventbridge)  # noqa: SLF001 - as above

    def deliver(target: object, payload: str, *_: object) -> None:
        acting = ACTING.get() or Acting("", "")
        tell(
            Dispatch(
                acting.service, acting.source_arn, str(target), payload, role_arn=acting.role_arn
            )
        )

    eventbridge._dispatch_to_lambda = deliver  # noqa: SLF001 - as above
    eventbridge._dispatch_to_sns = deliver  # noqa: SLF001 - as above
    eventbridge._dispatch_to_sqs = deliver  # noqa: SLF001 - as above
    # MiniStack would call any address: the gateway refuses it, and says so in its report.
    eventbridge._dispatch_to_api_destination = deliver  # noqa: SLF001 - as above


def _handler(eventbridge: Any) -> Any:
    handle = eventbridge.handle_request

    async def handle_request(
        method: str, path: str, headers: Mapping[str, str], body: bytes, query: Any
    ) -> Any:
        """Let the gateway, and nobody else, put events whose source is `aws.…`."""
        puts_events = headers.get("x-amz-target", "").endswith(".PutEvents")
        is_gateway = f"Credential={GATEWAY_ACCESS_KEY_ID}/" in headers.get("authorization", "")
        if not (puts_events and is_gateway):
            return await handle(method, path, headers, body, query)
        eventbridge._ensure_default_bus()  # noqa: SLF001 - no other switch
        return eventbridge._put_events(json.loads(body), allow_aws_source=True)  # noqa: SLF001

    return handle_request


def _dispatcher(eventbridge: Any) -> Any:
    def dispatch(event: Mapping[str, Any], view: Any = None) -> None:
        """Do what MiniStack does, for both states in which a rule is enabled."""
        view = view or eventbridge._pattern_event_view(event)  # noqa: SLF001 - no other switch
        states = {_ENABLED_FOR_ALL} if is_read_only(event) else {_ENABLED, _ENABLED_FOR_ALL}
        passed = event.get("_DispatchPath") or ()
        for key, rule in list(eventbridge._rules.items()):  # noqa: SLF001 - as above
            if (
                rule["EventBusName"] == event["EventBusName"]
                and rule["State"] in states
                and rule["EventPattern"]
                and key not in passed
                and eventbridge._matches_pattern_view(rule["EventPattern"], view, key)  # noqa: SLF001
            ):
                for target in eventbridge._targets.get(key, []):  # noqa: SLF001 - as above
                    eventbridge._invoke_target(target, event, rule, view)  # noqa: SLF001

    return dispatch


def _invoker(eventbridge: Any) -> Any:
    invoke = eventbridge._invoke_target  # noqa: SLF001 - no other switch

    def invoke_target(target: Any, event: Any, rule: Mapping[str, Any], view: Any = None) -> None:
        role = str(target.get("RoleArn") or "")
        before = ACTING.set(Acting("events.amazonaws.com", str(rule["Arn"]), role))
        try:
            invoke(target, event, rule, view)
        finally:
            ACTING.reset(before)

    return invoke_target


def is_read_only(event: Mapping[str, Any]) -> bool:
    """Whether this is a management event that a rule gets only where it asks for all of them."""
    if event["DetailType"] != "AWS API Call via CloudTrail":
        return False
    name = str(json.loads(event["Detail"]).get("eventName", ""))
    return name.startswith(_READING) and name not in _CHANGING

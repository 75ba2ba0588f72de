"""What must hold after every command, and what must be true in the end."""

from collections import defaultdict

from localcloud.twilio.entities import PhoneNumber
from localcloud.twilio.fixture import ACCOUNT_SID
from providers.api.marker import Identity
from tests.providers.life.stack import Stack, declaration
from tests.providers.life.virtual_twilio import COLLEAGUES_NAME, VirtualTwilio


def names_at_twilio(name: str) -> tuple[str, str]:
    """Return the marks that the number of a resource may bear: in use, and kept by a delete."""
    inputs = declaration(name)
    identity = Identity(inputs["project"], inputs["stack"], name)
    return identity.marker, identity.orphan_marker


def owned_by_resource(stack: Stack, twilio: VirtualTwilio) -> dict[str, list[PhoneNumber]]:
    """Return the owned numbers by the resource whose mark they bear; every one must bear one."""
    of_mark = {mark: name for name in stack.asked for mark in names_at_twilio(name)}
    owned: dict[str, list[PhoneNumber]] = defaultdict(list)
    for number in twilio.numbers():
        mark = str(number.settings["friendly_name"])
        assert mark in of_mark, f"{number.number} bears no resource's mark: {mark!r}"
        owned[of_mark[mark]].append(number)
    return owned


def check(stack: Stack, twilio: VirtualTwilio) -> None:
    """Assert that no number was bought twice and that none is lost."""
    owned = owned_by_resource(stack, twilio)
    # What was to be released and still is there must not be lost from now on either.
    stack.given_up -= {number.sid for number in twilio.numbers()}
    for name, numbers in owned.items():
        assert len(numbers) == 1, f"{name} has {len(numbers)} numbers"
    purchases = twilio.purchases()
    released = {bought.sid for bought in purchases} - {number.sid for number in twilio.numbers()}
    assert released == stack.given_up, "a number was released though nobody asked for it"
    assert len(purchases) <= len(stack.asked) + len(released), "more was bought than asked for"
    assert len({number.number for number in twilio.numbers()}) == len(twilio.numbers())
    recorded = [state["sid"] for state in stack.state.values()]
    assert len(set(recorded)) == len(recorded), "two resources have the same number"
    for name, state in stack.state.items():
        known = {number.sid for number in owned.get(name, [])} | released
        assert state["sid"] in known, f"the state of {name} does not name its number"
    for sid in twilio.colleagues:
        colleagues = twilio.number(sid)
        assert colleagues is not None, "a colleague's number was released"
        assert colleagues.settings["friendly_name"] == COLLEAGUES_NAME


def put_right(stack: Stack, twilio: VirtualTwilio) -> None:
    """Move every number to where its state or else its program says it is, as a person would.

    The provider says where a number is that is elsewhere, and moves none on its own account.
    """
    for name, numbers in owned_by_resource(stack, twilio).items():
        home = stack.program.get(name, {}).get("subaccount_sid") or ACCOUNT_SID
        for number in numbers:
            number.account_sid = str(stack.state.get(name, {}).get("account_sid", home))


def conclude(stack: Stack, twilio: VirtualTwilio) -> None:
    """Assert that, with the faults over, one `up` has every number that was ever asked for."""
    for name in stack.asked:
        stack.program.setdefault(name, declaration(name))
    put_right(stack, twilio)
    stack.up(preview=False)
    check(stack, twilio)
    owned = owned_by_resource(stack, twilio)
    assert owned.keys() == stack.state.keys() == stack.asked
    released = len(twilio.purchases()) - len(twilio.numbers())
    assert len(twilio.purchases()) == len(stack.asked) + released
    check_in_line(stack, twilio)


def check_in_line(stack: Stack, twilio: VirtualTwilio) -> None:
    """Assert that every number of the program is there, in use, and as the program wants it."""
    owned = owned_by_resource(stack, twilio)
    for name, wanted in stack.program.items():
        state = stack.state[name]
        assert name in owned, f"the state of {name} names a number that was released"
        (number,) = owned[name]
        assert state["sid"] == number.sid
        assert number.settings["friendly_name"] == names_at_twilio(name)[0], f"{name} is not in use"
        assert number.account_sid == (wanted["subaccount_sid"] or ACCOUNT_SID)
        for field in ("voice_url", "sms_url"):
            assert (number.settings[field] or None) == (state[field] or None) == wanted[field]


def check_in_use(stack: Stack, twilio: VirtualTwilio) -> None:
    """Assert that every number in the state is there, and does not bear the mark of a kept one."""
    for name in stack.state.keys() & stack.program.keys():
        number = twilio.number(stack.state[name]["sid"])
        assert number is not None, f"the state of {name} names a number that was released"
        assert number.settings["friendly_name"] == names_at_twilio(name)[0], f"{name} is not in use"

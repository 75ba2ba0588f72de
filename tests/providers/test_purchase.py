"""How a resource comes by its number: found again, adopted, or bought once."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.api.errors import (
    NumberTaken,
    TwilioError,
)
from providers.api.marker import Identity
from providers.api.settling import Settling
from providers.number.criteria import OfferedNumber
from providers.number.errors import (
    AdoptionRefused,
    MarkedElsewhere,
    NoNumberFound,
    PurchaseUncertain,
    SeveralNumbers,
)
from providers.number.inputs import NumberInputs
from providers.number.owned import OwnedNumber
from providers.number.preflight import preflight
from providers.number.purchase import MOST_REFUSALS, Origin, obtain
from providers.number.webhooks import OVERRIDING_SIDS
from tests.providers.account_double import (
    BOTH,
    CLEAR,
    LOST_AFTER,
    LOST_BEFORE,
    PAGE,
    TAKEN,
    UNREACHABLE,
)
from tests.providers.account_double import (
    AccountDouble as Account,
)

VOICE = "https://api.berthcare.ca/v1/voice/webhook"


def _inputs(name: str = "voice", **changes: Any) -> NumberInputs:
    given: dict[str, Any] = {
        "project": "p",
        "stack": "staging",
        "logical_name": name,
        "area_codes": ["416", "647"],
        "required_capabilities": ["voice", "sms"],
        "voice_url": VOICE,
    }
    return NumberInputs.of({**given, **changes})


def _obtain(account: Account, inputs: NumberInputs | None = None) -> tuple[OwnedNumber, Origin]:
    """Create in a run of the engine of its own."""
    account.begin()
    return obtain(inputs or _inputs(), account, Settling(sleep=account.wait))


MARKER = _inputs().identity.marker
ORPHAN = _inputs().identity.orphan_marker


@pytest.fixture
def account() -> Account:
    account = Account()
    account.sell("+14165550100", "+14165550101", "+16475550100")
    return account


def test_the_first_number_of_the_preferred_area_is_bought_marked_and_configured(
    account: Account,
) -> None:
    number, origin = _obtain(account)
    assert (account.bought, origin) == (["+14165550100"], Origin.BOUGHT)
    assert (number.friendly_name, number.webhooks.voice_url) == (MARKER, VOICE)


def test_a_second_create_finds_the_number_instead_of_buying_another(account: Account) -> None:
    first, _ = _obtain(account)
    second, origin = _obtain(account)
    assert (second, origin) == (first, Origin.RECONCILED)
    assert len(account.bought) == 1


def test_a_number_found_again_gets_the_webhooks_of_now(account: Account) -> None:
    account.have("+14165550199", MARKER)
    number, _ = _obtain(account)
    assert number.webhooks.voice_url == VOICE


def test_a_number_kept_by_a_delete_of_the_same_resource_is_taken_over(
    account: Account,
) -> None:
    account.have("+14165550199", ORPHAN)
    number, origin = _obtain(account)
    assert (number.phone_number, number.friendly_name) == ("+14165550199", MARKER)
    assert (account.bought, origin) == ([], Origin.RECONCILED)


@pytest.mark.parametrize("marker", [MARKER, ORPHAN])
def test_two_numbers_with_the_same_mark_are_for_a_person_to_choose(
    account: Account, marker: str
) -> None:
    one, other = account.have("+14165550198", marker), account.have("+14165550199", marker)
    with pytest.raises(SeveralNumbers) as refused:
        _obtain(account)
    assert one.sid in str(refused.value)
    assert other.sid in str(refused.value)
    assert account.bought == []


def test_numbers_that_do_not_suit_are_passed_over() -> None:
    account = Account()
    account.sell("+14165550100", address_requirements="any")
    account.sell("+14165550101", capabilities={"voice": True, "sms": False})
    account.sell("+16475550100")
    assert _obtain(account)[0].phone_number == "+16475550100"


def test_a_number_outside_canada_is_never_bought() -> None:
    account = Account()
    account.stock["416"] = [
        OfferedNumber(phone_number="+12125551234", capabilities=BOTH, address_requirements="none")
    ]
    with pytest.raises(NoNumberFound):
        _obtain(account)


def test_no_number_names_every_area_code_and_what_to_type() -> None:
    with pytest.raises(NoNumberFound) as refused:
        _obtain(Account())
    assert "in area code 416, nor in area code 647" in str(refused.value)
    assert "pulumi config set --path" in str(refused.value)


def test_a_number_taken_meanwhile_leads_to_the_next(account: Account) -> None:
    account.buying = [TAKEN, TAKEN]
    assert _obtain(account)[0].phone_number == "+16475550100"
    assert len(account.bought) == 1


def test_an_unmarked_number_that_somebody_else_bought_meanwhile_is_left_alone(
    account: Account,
) -> None:
    account.buying = [TAKEN]
    theirs = account.have("+14165550100", "(416) 555-0100")
    assert _obtain(account)[0].phone_number == "+14165550101"
    assert account.owned[theirs.sid] == theirs


def test_the_search_gives_up_after_some_refusals() -> None:
    account = Account(buying=[TAKEN] * 50)
    account.sell(*(f"+1416555{n:04d}" for n in range(100, 150)))
    with pytest.raises(NoNumberFound, match=f"{MOST_REFUSALS} were offered"):
        _obtain(account)


def test_a_purchase_whose_answer_is_lost_is_found_by_its_mark(account: Account) -> None:
    account.buying, account.delay = [LOST_AFTER], 5.0
    number, origin = _obtain(account)
    assert (number.phone_number, origin) == ("+14165550100", Origin.BOUGHT)
    assert len(account.bought) == 1


def test_a_purchase_is_still_found_when_the_lists_fail_at_first(account: Account) -> None:
    account.buying = [LOST_AFTER]
    account.listing = [CLEAR, UNREACHABLE, UNREACHABLE]
    assert _obtain(account)[0].phone_number == "+14165550100"


@pytest.mark.parametrize("outcome", [LOST_BEFORE, LOST_AFTER])
def test_a_purchase_that_does_not_show_up_fails_closed(account: Account, outcome: str) -> None:
    account.buying, account.delay = [outcome], 60.0
    with pytest.raises(PurchaseUncertain, match="run pulumi up again"):
        _obtain(account)
    assert len(account.bought) == (1 if outcome == LOST_AFTER else 0)
    account.wait(60.0)
    _obtain(account)
    assert len(account.bought) == 1


@pytest.mark.parametrize("by_sid", [True, False])
def test_a_number_is_adopted_by_number_or_sid(account: Account, *, by_sid: bool) -> None:
    mine = account.have(
        "+14165550199", "front desk", overrides={next(iter(OVERRIDING_SIDS)): "AP" + "0" * 32}
    )
    number, origin = _obtain(account, _inputs(adopt=mine.sid if by_sid else mine.phone_number))
    assert (number.sid, number.friendly_name, origin) == (mine.sid, MARKER, Origin.ADOPTED)
    assert number.overrides == {}
    assert account.bought == []


@pytest.mark.parametrize("adopt", ["+14165550199", "PN" + "9" * 32])
def test_a_number_that_the_account_has_not_is_not_adopted(account: Account, adopt: str) -> None:
    with pytest.raises(AdoptionRefused, match="no account that these credentials reach owns it"):
        _obtain(account, _inputs(adopt=adopt))


def test_a_number_of_another_stack_is_not_adopted(account: Account) -> None:
    theirs = account.have("+14165550199", Identity("p", "production", "voice").marker)
    with pytest.raises(AdoptionRefused, match="bc:production:voice"):
        _obtain(account, _inputs(adopt="+14165550199"))
    assert account.owned[theirs.sid] == theirs


def test_a_number_without_a_required_capability_is_not_adopted(account: Account) -> None:
    account.have("+14165550199", "front desk", capabilities={"voice": True})
    with pytest.raises(AdoptionRefused, match="it cannot do sms"):
        _obtain(account, _inputs(adopt="+14165550199"))


def test_a_resource_that_has_a_number_adopts_no_other(account: Account) -> None:
    account.have("+14165550198", MARKER)
    account.have("+14165550199", "front desk")
    with pytest.raises(AdoptionRefused, match=r"\+14165550198"):
        _obtain(account, _inputs(adopt="+14165550199"))


def test_a_look_ahead_tells_what_would_be_bought_and_changes_nothing(
    account: Account,
) -> None:
    assert "area code 416, where at least 2 are offered" in preflight(_inputs(), account)
    assert (account.bought, account.owned) == ([], {})


def test_a_look_ahead_tells_what_would_be_taken_over(account: Account) -> None:
    account.have("+14165550199", MARKER)
    assert "takes over +14165550199" in preflight(_inputs(), account)


def test_a_look_ahead_fails_where_the_create_would(account: Account) -> None:
    with pytest.raises(NoNumberFound):
        preflight(_inputs(area_codes=["867"]), account)
    with pytest.raises(AdoptionRefused):
        preflight(_inputs(adopt="+14165550199"), account)


@pytest.mark.parametrize("marker", [MARKER, ORPHAN])
def test_a_number_of_this_resource_in_a_subaccount_stops_the_purchase(
    account: Account, marker: str
) -> None:
    account.neighbour = Account()
    account.neighbour.have("+14165550199", marker)
    for ask in (_obtain, lambda account: preflight(_inputs(), account)):
        with pytest.raises(MarkedElsewhere, match=r"AC…1111.*\+14165550199"):
            ask(account)
    assert account.bought == []


def test_a_number_of_another_resource_in_a_subaccount_is_no_obstacle(
    account: Account,
) -> None:
    account.neighbour = Account()
    account.neighbour.have("+14165550199", Identity("p", "production", "voice").marker)
    assert _obtain(account)[1] == Origin.BOUGHT


def test_subaccounts_are_looked_through_only_before_a_purchase(account: Account) -> None:
    account.neighbour = Account()
    _obtain(account)
    assert account.neighbour.lists == 1
    _obtain(account)
    assert account.neighbour.lists == 1


_OUTCOMES = st.lists(st.sampled_from([CLEAR, LOST_BEFORE, LOST_AFTER, TAKEN, PAGE]), max_size=6)
_LISTINGS = st.lists(st.sampled_from([CLEAR, UNREACHABLE, PAGE]), max_size=12)
_Run = tuple[str, list[str], list[str], bool]
_RUNS = st.lists(
    st.tuples(st.sampled_from(["voice", "sms"]), _OUTCOMES, _LISTINGS, st.booleans()), max_size=8
)


@settings(max_examples=200, deadline=None)
@given(runs=_RUNS, delay=st.floats(0.0, 60.0))
def test_no_sequence_of_faults_and_moves_buys_a_second_number(
    runs: list[_Run], delay: float
) -> None:
    """Any faults in any runs, a minute apart as the message asks, and then two good runs each.

    Before each run the resource's number, if there is one, is put in the subaccount or back.
    """
    account, subaccount = Account(delay=delay), Account()
    account.neighbour = subaccount
    account.sell(*(f"+1{area}555{n:04d}" for area in (416, 647) for n in range(100, 150)))
    strangers = [account.have("+14165550190", "front desk"), account.have("+14165550191", "bc:x")]
    good: list[_Run] = [("voice", [], [], False), ("sms", [], [], False)]
    held: dict[str, str] = {}
    for name, outcomes, listings, away in [*runs, *good, *good]:
        giver, receiver = (account, subaccount) if away else (subaccount, account)
        giver.give(_inputs(name).identity.marker, receiver)
        account.buying, account.listing = list(outcomes), list(listings)
        try:
            number, _ = _obtain(account, _inputs(name))
        except NumberTaken:
            pytest.fail("a race for a number must lead to the next one")
        except TwilioError:
            account.wait(60.0)
            continue
        assert number.friendly_name == _inputs(name).identity.marker
        assert number.webhooks.voice_url == VOICE
        assert held.setdefault(name, number.sid) == number.sid
        account.wait(60.0)
    assert set(held) == {"voice", "sms"}
    assert len(account.bought) == 2
    assert all(account.owned[number.sid] == number for number in strangers)

"""What goes over the wire comes back: values, secrets and unknowns."""

from hypothesis import given
from hypothesis import strategies as st

from localcloud.aws.wire import UNKNOWN, decode, encode, has_unknown

_SCALARS = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=6), _VALUES, max_size=4))
def test_plain_values_survive_the_wire(values: dict[str, object]) -> None:
    assert decode(encode(values)).values == values


def test_a_secret_is_marked_and_its_value_kept() -> None:
    decoded = decode(encode({"token": "value", "name": "n"}, secrets={"token"}))
    assert decoded.values == {"token": "value", "name": "n"}
    assert decoded.secrets == {"token"}


def test_a_secret_deep_inside_makes_its_property_secret() -> None:
    inner = encode({"token": "value"}, secrets={"token"})
    outer = encode({"plain": 1})
    outer.fields["outer"].struct_value.CopyFrom(inner)
    assert decode(outer).secrets == {"outer"}
    assert decode(outer).values["outer"] == {"token": "value"}


def test_an_absent_secret_is_not_marked() -> None:
    assert decode(encode({"token": None}, secrets={"token"})).secrets == frozenset()


def test_an_unknown_inside_a_secret_stays_unknown() -> None:
    decoded = decode(encode({"token": UNKNOWN}, secrets={"token"}))
    assert decoded.values == {"token": UNKNOWN}
    assert decoded.secrets == {"token"}


def test_the_engines_mark_for_an_unknown_list_reads_as_unknown() -> None:
    assert decode(encode({"tags": "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"})).values == {
        "tags": UNKNOWN
    }


def test_an_unknown_is_found_at_any_depth() -> None:
    assert has_unknown({"a": [{"b": UNKNOWN}]})
    assert not has_unknown({"a": [{"b": "c"}]})


def test_whole_numbers_come_back_as_integers() -> None:
    value = decode(encode({"days": 30.0})).values["days"]
    assert value == 30
    assert isinstance(value, int)

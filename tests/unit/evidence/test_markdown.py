import pytest

from berthcare.evidence.markdown import code, plain, table


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("alerts", "`alerts`"),
        ("a|b", r"`a\|b`"),
        ("a`b", "``a`b``"),
        ("`a`", "`` `a` ``"),
        ("a\nb", "`a b`"),
        ("", "` `"),
    ],
)
def test_a_text_stays_within_its_code_span(text: str, span: str) -> None:
    assert code(text) == span


def test_words_hold_no_markup() -> None:
    assert plain("<b>*x*</b>\n| [a](b)") == r"\<b\>\*x\*\</b\> \| \[a\](b)"


def test_a_table_has_a_line_a_row() -> None:
    assert table(("a", "b"), [("1", "2")]) == ["| a | b |", "| --- | --- |", "| 1 | 2 |"]

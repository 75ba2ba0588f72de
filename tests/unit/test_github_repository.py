"""A repository is named by one of two forms, with the ids of its owner and itself or with none."""

import pytest

from berthcare.github_repository import is_repository, without_ids

BOTH_FORMS = {
    "o/n": "o/n",
    "an-owner/a.name_": "an-owner/a.name_",
    "owner@1/name@2": "owner/name",
    "an-owner@123456/.github@456789": "an-owner/.github",
}


@pytest.mark.parametrize("text", BOTH_FORMS)
def test_a_repository_is_named_with_both_ids_or_none(text: str) -> None:
    assert is_repository(text)
    assert without_ids(text) == BOTH_FORMS[text]


@pytest.mark.parametrize(
    "text",
    [
        *("owner@1/name", "owner/name@1", "owner@/name@", "owner@0/name@1", "owner@1/name@x"),
        *("owner@1/..@2", "owner@1/name@2:environment:staging", "owner@1@2/name@3", "@1/name@2"),
        *("owner--a/name", "owner-/name", "owner@\u0661/name@2", "owner/name\n", "owner@*/name@*"),
    ],
)
def test_what_could_be_another_repository_s_subject_is_none(text: str) -> None:
    assert not is_repository(text)
    with pytest.raises(ValueError, match="repository"):
        without_ids(text)

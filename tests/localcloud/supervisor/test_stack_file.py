"""The composed stack file: tracked configuration, embedded data key, no foreign ciphertext."""

from pathlib import Path

import pytest

from localcloud.supervisor.errors import CloudError
from localcloud.supervisor.stack_file import compose, read, render

_EMBEDDED = {"secretsprovider": "awskms://embedded", "encryptedkey": "embedded-key"}


def test_the_configuration_is_the_tracked_one() -> None:
    composed = compose({"config": {"a:region": "ca-central-1", "a:list": [1, 2]}}, _EMBEDDED)
    assert composed["config"] == {"a:region": "ca-central-1", "a:list": [1, 2]}


def test_the_data_key_is_the_embedded_one_whatever_the_tracked_file_holds() -> None:
    tracked = {"secretsprovider": "awskms://real", "encryptedkey": "real-key", "config": {}}
    composed = compose(tracked, _EMBEDDED)
    assert composed == {**_EMBEDDED, "config": {}}


def test_a_passphrase_salt_of_the_real_target_is_left_out() -> None:
    assert "encryptionsalt" not in compose({"encryptionsalt": "v1:salt"}, _EMBEDDED)


def test_ciphertexts_are_left_out_wherever_they_stand() -> None:
    tracked = {
        "config": {
            "a:plain": "kept",
            "a:secret": {"secure": "AAAA"},
            "a:nested": {"inner": [{"secure": "AAAA"}]},
        }
    }
    assert compose(tracked, _EMBEDDED)["config"] == {"a:plain": "kept"}


def test_a_file_that_does_not_exist_and_one_without_configuration_are_empty(
    tmp_path: Path,
) -> None:
    empty = tmp_path / "Pulumi.empty.yaml"
    empty.write_text("config:\n")
    assert read(tmp_path / "absent.yaml") == {}
    assert compose(read(empty), _EMBEDDED)["config"] == {}


def test_what_is_rendered_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.staging.yaml"
    composed = compose({"config": {"a:flag": True, "a:text": "007"}}, _EMBEDDED)
    file.write_text(render(composed))
    assert read(file) == composed


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"config:\n  a:b: [1, 2\n  c: d\n", "Pulumi.staging.yaml, line 3, is no valid YAML"),
        (b"- a\n- b\n", "Pulumi.staging.yaml, line 1, holds no mapping"),
        (b"config: [1]\n", "Pulumi.staging.yaml: `config` is no mapping"),
        (b"a: \xff\n", "Pulumi.staging.yaml is no UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_line_and_how_to_see_the_change(
    text: bytes, what: str, tmp_path: Path
) -> None:
    file = tmp_path / "Pulumi.staging.yaml"
    file.write_bytes(text)
    with pytest.raises(CloudError) as refused:
        read(file)
    assert str(refused.value).startswith(what)
    assert "git diff Pulumi.staging.yaml" in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None

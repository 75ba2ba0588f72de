"""A stand-in `pulumi` on PATH answers as the engine may."""

import json
import traceback
from dataclasses import replace
from pathlib import Path

import pytest

from berthcare.engine.engine import Engine
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from tests.unit.engine.stand_in import engine_answering

KEY = "berthcare-communications:twilioAuthToken"
VALUE = "a-value-that-nobody-may-see"
KEEPS = """
import pathlib
pathlib.Path('words').write_text(repr(words))
pathlib.Path('typed').write_text(sys.stdin.read())
"""


def test_the_state_is_what_the_engine_prints(tmp_path: Path) -> None:
    script = "assert words[:4] == ['stack', 'export', '--stack', 'staging']\n"
    script += "print('{\"deployment\": {}}')"
    assert engine_answering(tmp_path, script).export().text == '{"deployment": {}}\n'


def test_the_state_s_secrets_are_never_asked_for(tmp_path: Path) -> None:
    script = "assert '--show-secrets' not in words\nprint('{\"deployment\": {}}')"
    assert engine_answering(tmp_path, script).export().text


def test_a_missing_engine_is_told_with_what_to_type(tmp_path: Path) -> None:
    engine = Engine(Environment.STAGING, {"PATH": str(tmp_path)})
    with pytest.raises(BerthcareError) as refused:
        engine.export()
    assert refused.value.what == "The Pulumi engine is not on PATH."
    assert ". .localcloud/env" in refused.value.remedy


def test_a_stack_that_is_not_there_is_told_in_the_engines_words(tmp_path: Path) -> None:
    script = "print(\"error: no stack named 'staging' found\", file=sys.stderr)\nsys.exit(255)"
    with pytest.raises(BerthcareError) as refused:
        engine_answering(tmp_path, script).export()
    assert "no stack named 'staging' found" in refused.value.what
    assert "make up" in refused.value.remedy


def test_an_answer_that_is_no_state_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError, match="is not an exported state"):
        engine_answering(tmp_path, "print('hello')").export()


def test_the_stacks_are_told_without_organization_and_project(tmp_path: Path) -> None:
    script = 'print(\'[{"name": "staging"}, {"name": "us/berthcare/production"}]\')'
    assert engine_answering(tmp_path, script).stacks() == {"staging", "production"}


def test_the_backend_is_told_by_its_url(tmp_path: Path) -> None:
    script = 'print(\'{"user": "somebody", "url": "s3://state"}\')'
    assert engine_answering(tmp_path, script).whoami() == "s3://state"


def test_the_version_is_told_without_its_letter(tmp_path: Path) -> None:
    assert engine_answering(tmp_path, "print('v3.259.0')").version() == "3.259.0"


def test_an_answer_that_is_no_json_is_told_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError, match="`pulumi stack ls --json` is not JSON"):
        engine_answering(tmp_path, "print('hello')").stacks()


def test_a_stack_is_made_with_the_secrets_provider_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.staging.yaml").write_text("secretsprovider: awskms://alias/a\n")
    engine_answering(tmp_path, KEEPS).init()
    assert "--secrets-provider=awskms://alias/a" in (tmp_path / "words").read_text()


def test_no_stack_is_made_without_a_secrets_provider(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.staging.yaml").write_text("config: {}\n")
    with pytest.raises(BerthcareError, match="names no `secretsprovider`"):
        engine_answering(tmp_path, KEEPS).init()
    assert not (tmp_path / "words").exists()


def test_a_value_reaches_the_engine_through_standard_input_alone(tmp_path: Path) -> None:
    engine_answering(tmp_path, KEEPS).set(KEY, VALUE, secret=True)
    assert (tmp_path / "typed").read_text() == VALUE
    assert VALUE not in (tmp_path / "words").read_text()
    assert "--secret" in (tmp_path / "words").read_text()


def test_a_value_that_is_no_secret_is_written_as_it_is(tmp_path: Path) -> None:
    engine_answering(tmp_path, KEEPS).set("berthcare-communications:apiBaseUrl", "https://a.ca")
    assert "--plaintext" in (tmp_path / "words").read_text()


def test_the_error_of_a_refused_secret_never_holds_it(tmp_path: Path) -> None:
    script = "value = sys.stdin.read()\nprint(value)\nprint(value, file=sys.stderr)\nsys.exit(255)"
    with pytest.raises(BerthcareError) as refused:
        engine_answering(tmp_path, script).set(KEY, VALUE, secret=True)
    told = "".join(traceback.format_exception(refused.value))
    assert VALUE not in told
    assert f"pulumi config set {KEY} --secret --stack staging` failed with status 255" in told


def test_a_decrypted_value_stands_in_no_repr(tmp_path: Path) -> None:
    told = json.dumps({KEY: {"value": VALUE, "secret": True}, "aws:region": {"value": "ca"}})
    configuration = engine_answering(tmp_path, f"print({told!r})").configuration()
    assert (configuration[KEY].value, configuration[KEY].secret) == (VALUE, True)
    assert (configuration["aws:region"].value, configuration["aws:region"].secret) == ("ca", False)
    assert VALUE not in repr(configuration)


def test_an_answer_that_is_no_configuration_is_not_quoted(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError, match="is not a configuration") as refused:
        engine_answering(tmp_path, f"print({VALUE!r})").configuration()
    assert VALUE not in "".join(traceback.format_exception(refused.value))


def test_a_list_is_written_in_one_step(tmp_path: Path) -> None:
    engine_answering(tmp_path, KEEPS).set_list("berthcare-communications:alertEmails", ["a@b.ca"])
    words = (tmp_path / "words").read_text()
    assert "set-all" in words
    assert '"objectValue": ["a@b.ca"]' in words


def test_the_policies_judge_a_preview_where_no_pack_was_named(tmp_path: Path) -> None:
    script = """
import json, os
event = {"summaryEvent": {"result": os.environ["PULUMI_OPTION_POLICY_PACK"]}}
print(json.dumps(event))
print(json.dumps({"diagnosticEvent": {"severity": "info", "message": event["summaryEvent"]}}))
"""
    engine = engine_answering(tmp_path, script)
    pack = engine.preview().diagnostics[0].message
    environ = {**engine.environ, "PULUMI_OPTION_POLICY_PACK": "another"}
    named = Engine(engine.environment, environ, tmp_path).preview().diagnostics[0].message
    assert str(tmp_path / "policies") in pack
    assert "another" in named


def test_a_preview_that_never_began_is_told_in_the_engines_words(tmp_path: Path) -> None:
    script = "print(\"error: no stack named 'staging' found\", file=sys.stderr)\nsys.exit(255)"
    with pytest.raises(BerthcareError, match="no stack named 'staging' found"):
        engine_answering(tmp_path, script).preview()


def test_resources_are_taken_over_from_a_file_of_their_own(tmp_path: Path) -> None:
    script = "import pathlib\nfile = words[words.index('--file') + 1]\n"
    script += "pathlib.Path('document').write_text(pathlib.Path(file).read_text())\n" + KEEPS
    engine_answering(tmp_path, script).import_resources({"resources": []}, protect=False)
    assert json.loads((tmp_path / "document").read_text()) == {"resources": []}
    assert "--protect=false" in (tmp_path / "words").read_text()


def test_an_import_that_failed_tells_what_the_engine_says_on_its_standard_output(
    tmp_path: Path,
) -> None:
    engine = engine_answering(tmp_path, "print('resource does not exist')\nsys.exit(1)")
    with pytest.raises(BerthcareError, match="resource does not exist"):
        engine.import_resources({"resources": []})


def test_a_preview_is_not_told_yes_where_the_shell_says_so_for_all(tmp_path: Path) -> None:
    script = "import os\nsys.exit('a yes' if 'PULUMI_SKIP_CONFIRMATIONS' in os.environ else 'none')"
    engine = engine_answering(tmp_path, script)
    told = replace(engine, environ={**engine.environ, "PULUMI_SKIP_CONFIRMATIONS": "true"})
    with pytest.raises(BerthcareError, match="failed: none"):
        told.refresh_preview()


def test_an_update_of_the_history_is_told_with_its_times(tmp_path: Path) -> None:
    entry = {
        "version": 3,
        "kind": "update",
        "result": "succeeded",
        "startTime": "2026-11-27T11:41:23.000Z",
        "endTime": "2026-11-27T11:41:39.000Z",
        "resourceChanges": {"create": 2},
        "message": "Say more",
        "environment": {"git.head": "ab12"},
    }
    (update,) = engine_answering(tmp_path, f"print({json.dumps([entry])!r})").history()
    assert (update.version, update.result, dict(update.changes)) == (3, "succeeded", {"create": 2})
    assert (update.message, update.commit) == ("Say more", "ab12")
    assert update.ended is not None
    assert (update.ended - update.started).total_seconds() == 16


def test_a_history_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError, match="is not a history"):
        engine_answering(tmp_path, "print('[{}]')").history()

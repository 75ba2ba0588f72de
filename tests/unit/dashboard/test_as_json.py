import json

from berthcare.dashboard.as_json import as_json
from tests.unit.dashboard.small import LOW, MUTE, SEEN, SMALL

WHOLE = json.loads(as_json(SMALL, SEEN))


def test_the_window_and_the_verdict_come_first() -> None:
    assert {key: WHOLE[key] for key in ("stack", "from", "to", "period_seconds", "bad")} == {
        "stack": "staging",
        "from": "2026-03-01T06:00:00Z",
        "to": "2026-03-01T12:00:00Z",
        "period_seconds": 3600,
        "bad": True,
    }


def test_each_alarm_has_its_state_and_since_when() -> None:
    states = {one["name"]: (one["state"], one["since"]) for one in WHOLE["alarms"]}

    assert states[LOW] == ("ALARM", "2026-03-01T07:05:00Z")
    assert sorted(states.values(), key=str)[0] == ("ALARM", "2026-03-01T07:05:00Z")
    assert ("MISSING", None) in states.values()


def test_what_is_beneath_a_silenced_alarm_is_told() -> None:
    beneath = {one["name"]: (one["state"], one["beneath"]) for one in WHOLE["alarms"]}

    assert (beneath[MUTE], beneath[LOW]) == (("SILENCED", "OK"), ("ALARM", None))


def test_a_series_has_its_values_numbers_and_limits() -> None:
    (panel, _) = WHOLE["sections"][1]["panels"]

    assert (panel["title"], panel["kind"], panel["unit"]) == ("Balance", "lines", "US dollars")
    assert panel["series"] == [
        {
            "label": "balance",
            "namespace": "BerthCare/Twilio",
            "metric": "BalanceUSD",
            "dimensions": {"Environment": "staging"},
            "statistic": "Minimum",
            "alarmed": True,
            "value": 49.5,
            "minimum": 49.5,
            "maximum": 80.0,
            "limits": [
                {"value": 50.0, "comparison": "<", "label": "low balance", "alarm": LOW},
                {"value": 20.0, "comparison": "<", "label": "very low", "alarm": None},
            ],
            "values": [80.0, 70.5, None, 55.0, 49.5, None],
        }
    ]


def test_what_was_not_measured_is_null() -> None:
    (_, panel) = WHOLE["sections"][1]["panels"]
    (suspended,) = panel["series"]

    assert [suspended[key] for key in ("value", "minimum", "maximum")] == [None, None, None]

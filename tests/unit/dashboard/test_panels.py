"""The dashboard of the real catalogue."""

from berthcare.dashboard.alarmed_metric import of_signal
from berthcare.dashboard.model import AlarmPanel, Dashboard, Limit, LogPanel, MetricPanel, Series
from berthcare.dashboard.panels import dashboard_of
from berthcare.signals import rotation_metrics, watcher_metrics
from berthcare.signals.catalogue import signals_of
from tests.unit.signals.watched_double import watched

WATCHED = watched()
NAMES = WATCHED.names
ALARMS = tuple(of_signal(signal, NAMES) for signal in signals_of(WATCHED))
WHOLE = dashboard_of(NAMES, ALARMS, spend_limit_usd=1000.0)


def alarms_of(section: str) -> list[str]:
    found = [one for one in WHOLE.sections if one.title == section]
    return [
        name for panel in found[0].panels if isinstance(panel, AlarmPanel) for name in panel.alarms
    ]


def one_with(metric: str, dashboard: Dashboard = WHOLE) -> Series:
    (found,) = [series for series in dashboard.series if series.metric == metric]
    return found


def test_every_alarm_is_in_exactly_one_section() -> None:
    shown = [name for section in WHOLE.sections for name in alarms_of(section.title)]

    assert sorted(shown) == sorted(alarm.alarm_name for alarm in ALARMS)


def test_every_metric_that_has_an_alarm_is_shown_with_its_threshold() -> None:
    limits = {limit.alarm for series in WHOLE.series for limit in series.limits}

    assert {alarm.alarm_name for alarm in ALARMS} <= limits


def test_every_metric_of_our_functions_is_shown_once() -> None:
    own = [one.metric for one in WHOLE.series if dict(one.dimensions) == {"Environment": "staging"}]

    assert sorted(own) == sorted((*watcher_metrics.ALL, *rotation_metrics.ALL))


def test_alarms_stand_beside_their_metrics() -> None:
    assert alarms_of("Calls and messages") == [
        NAMES.alarm(key) for key in ("error-rate", "usage", "number-missing", "number-drifted")
    ]
    assert NAMES.unauthorized_access in alarms_of("Security")
    assert NAMES.alarm("watcher-dead-letters") in alarms_of("Money and the watcher")
    assert alarms_of("Credentials and their rotation") == [
        NAMES.alarm(key)
        for key in (
            "credential-age",
            "token-refused",
            "promotion-overdue",
            "rotation-silent",
            "rotation-error",
            "rotation-dead-letters",
        )
    ]


def test_latencies_have_the_watchers_own_limit() -> None:
    latency = one_with("VoiceWebhookLatency")

    assert latency.limits == (Limit(1000.0, ">", "slow"),)


def test_the_months_limit_is_a_line_though_its_alarm_watches_something_else() -> None:
    values = [limit.value for limit in one_with("MonthSpendUSD").limits]

    assert values == [100.0, 500.0, 1000.0]


def test_the_months_limit_is_left_out_where_it_is_not_known() -> None:
    dashboard = dashboard_of(NAMES, ALARMS)

    assert [limit.value for limit in one_with("MonthSpendUSD", dashboard).limits] == [100.0, 500.0]


def test_the_table_of_secret_reads_asks_the_trails_log_group() -> None:
    (table,) = [panel for panel in WHOLE.panels() if isinstance(panel, LogPanel)]

    assert table.log_group == WATCHED.trail_log_group
    assert "sourceIPAddress" in table.query


def test_without_an_alarm_on_the_trails_silence_there_is_no_table() -> None:
    others = [alarm for alarm in ALARMS if alarm.alarm_name != NAMES.trail_silent_alarm]
    panels = dashboard_of(NAMES, others).panels()

    assert not [panel for panel in panels if isinstance(panel, LogPanel)]


def test_without_any_alarm_the_metrics_are_still_shown() -> None:
    bare = dashboard_of(NAMES, ())

    assert bare.alarms == ()
    assert one_with("BalanceUSD", bare).limits == ()


def test_a_panel_names_a_limit_once_for_all_its_series() -> None:
    (panel,) = [
        panel
        for panel in WHOLE.panels()
        if isinstance(panel, MetricPanel) and panel.title == "Webhooks, time to answer"
    ]

    assert len(panel.series) == 4
    assert len(panel.limits) == 1

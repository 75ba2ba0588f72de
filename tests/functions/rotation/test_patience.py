"""The rotation's times fit into the function's."""

from components.scheduled_function import TIMEOUT_SECONDS
from functions.rotation.patience import Patience


def test_what_twilio_gave_is_stored_in_time() -> None:
    patience = Patience()
    # A request may begin at the end of the time; then come the value and the label of the mark.
    last_answer = patience.twilio + patience.connect + patience.read
    assert last_answer < TIMEOUT_SECONDS - 5

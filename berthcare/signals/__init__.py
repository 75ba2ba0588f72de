"""What is watched, and when it is an alarm: one catalogue, from which alarms and tests are made."""

"""What the person on duty looks at each day, week, month and quarter, as one report each."""

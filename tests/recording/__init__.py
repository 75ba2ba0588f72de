"""Records the wizard on the embedded cloud as a text-based cast: `python -m tests.recording`."""

"""Test double of pip, for the engine alone: see `__main__`."""

"""The embedded cloud: everything here is a test double, and is never deployed."""

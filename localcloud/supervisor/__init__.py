"""The supervisor of the embedded cloud: starts its processes, watches them, stops its own only.

`python -m localcloud` is its command line. State lives in one directory (`.localcloud` of the
repository unless told otherwise), so two clouds in two directories never meet.
"""

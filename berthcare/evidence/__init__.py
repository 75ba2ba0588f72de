"""Evidence for a security officer: where a deployed stack lies, and who may do what in it.

Everything is read from the exported state, and the project's policy rules judge that same state;
nothing is decrypted and no cloud is asked.
"""

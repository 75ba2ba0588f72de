"""How an environment is: what was read of it at one moment, each reading told in its own row."""

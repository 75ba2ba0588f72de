"""What an account has besides numbers: how a trigger, an address or a key is made, kept, ended."""

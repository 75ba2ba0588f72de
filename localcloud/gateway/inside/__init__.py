"""Changes to MiniStack that only its own process can make; nothing here runs in the gateway."""

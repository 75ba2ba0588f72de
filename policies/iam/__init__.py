"""What the rules on IAM documents share: actions, patterns, accounts and who is called."""

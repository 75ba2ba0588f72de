"""The rules, one topic a file; each rule is declared once, as data with its checks."""

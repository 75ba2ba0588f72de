"""The rotation: it replaces the tokens in two secrets, and no call and no webhook fails by it.

It imports the standard library, boto3, urllib3 and, where errors are to be reported, sentry_sdk:
nothing else is in its package (components/function_package.py).
"""

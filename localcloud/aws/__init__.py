"""AWS stand-in provider: carries the program's AWS resources to the embedded cloud.

A Pulumi resource provider (gRPC) with boto3 behind it, in place of the `pulumi-resource-aws`
plugin. It is a test double: it speaks to loopback only and refuses types and inputs that it does
not carry.
"""

"""Proves a deployment by using it: what `berthcare verify` runs after `pulumi up`.

Every check asks one question of the deployed system itself, as the people and services that depend
on it do. Nothing is taken from what the program meant to create.
"""

"""Seeded faults, for every kind in which a network and a service fail.

`memory` disturbs the in-memory table, `wire` a real botocore client; `history` plays money under
them against a model of every account, and `torture` many of those.
"""

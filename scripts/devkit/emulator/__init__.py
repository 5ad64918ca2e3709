"""The local cloud's process: MiniStack as it is, with two of its costs taken away that AWS has not.

Runs with the emulator's own Python and knows nothing of ours; what it starts must not inherit the
way to these modules. A cost is found with a profiler under `scripts/bench payments --hour 5`.
"""

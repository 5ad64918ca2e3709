"""What every context stands on: money, time, places, identity, errors, storage. Knows
no context.
"""

"""Anti-money-laundering (反洗钱): what persons move in a day, and which rules it meets.

It follows the events of other contexts. Auditors and the approvers who review it read it, and its
tables are its own, so that no door of a customer may even look into them.
"""

"""Subsidy history (惠农补贴历史): what finance paid to whom in five years, matched to persons."""

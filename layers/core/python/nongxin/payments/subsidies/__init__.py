"""Payouts of subsidies (惠农补贴批量代发): a finance bureau's file, checked, released, paid once."""

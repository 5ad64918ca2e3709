"""What partners pay to merchants (订单回款): it repays their order loans, and may be taken back."""

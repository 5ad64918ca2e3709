"""Ⅰ, Ⅱ and Ⅲ class accounts (账户分类) and their limits."""

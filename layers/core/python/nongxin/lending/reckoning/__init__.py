"""What a loan costs and when: dates, instalments, interest, lateness. Pure numbers."""

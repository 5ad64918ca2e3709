"""From yes to money: the offer, its text, the signature, the disbursement."""

"""Filings: filled in, checked, handed in, signed, submitted, audited, returned."""

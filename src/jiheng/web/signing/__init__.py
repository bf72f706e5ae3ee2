"""Signatures of unit heads: what was signed is frozen, chained, and can be verified by anybody."""

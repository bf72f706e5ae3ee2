"""Filings made up from a vocabulary of our own, right to the last digit, and errors put into them.

`synthesis.synthesise` makes them; filing number k follows from the seed and k alone.
"""

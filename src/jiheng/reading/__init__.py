"""Documents into filings: bytes to a Grid by format, a Grid to filings by its labels."""

"""Many documents and many filings: the process pool, corpora, and work on them in slices."""

"""Many documents and many filings: the process pool, corpora in slices, synthetic filings."""

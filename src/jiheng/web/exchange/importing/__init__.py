"""Documents into drafts: read in the background, looked over, matched, taken over."""

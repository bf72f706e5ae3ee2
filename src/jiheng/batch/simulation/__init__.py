"""What another rulebook would make of the same filings: 模拟测算."""

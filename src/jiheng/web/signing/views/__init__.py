"""The pages of signing and verifying."""

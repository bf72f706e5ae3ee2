"""The pages of gathering, auditing and progress."""

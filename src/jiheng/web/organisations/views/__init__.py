"""The pages on which an administrator looks after places and people."""

"""The pages of rounds and projects."""

"""Originals with what is mechanically wrong put right, each change for a person to accept."""

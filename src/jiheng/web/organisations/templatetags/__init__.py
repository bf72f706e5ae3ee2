"""What templates ask for forms."""

"""The filing: its model, its vocabulary, its frames and its JSON."""

"""Commands of `python -m jiheng.web`."""

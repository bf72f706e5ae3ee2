"""The readers, each against its peers and its floor: `python -m benchmarks.readers.<name>`."""

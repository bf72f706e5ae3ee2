"""What comes in and goes out as files: evidence, imports, approved targets, exports."""

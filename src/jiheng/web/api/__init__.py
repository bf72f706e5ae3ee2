"""The programming interface: what people may see on pages, as JSON, under the same permissions."""

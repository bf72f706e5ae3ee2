"""Filters of the pages that show a form as it is printed."""

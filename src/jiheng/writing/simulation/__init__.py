"""A simulation for people: terminal, page, Markdown, workbook, delimited values."""

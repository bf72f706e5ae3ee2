"""What the reader gets: a check result as text, page, workbook, Markdown or delimited rows.

Every rendering takes the JSON of `jiheng check` (schema jiheng/check-1) as a plain dict. Amounts
are in 万元, rates and scores plain numbers; a value that is absent is None and never printed so.
"""

"""The roll-up as text, page, workbook, Markdown or delimited rows.

Every rendering takes the JSON of `jiheng rollup` (schema jiheng/rollup-1) as a plain dict. With
`--explain` it holds each figure's contributions, and every rendering then unfolds them.
"""

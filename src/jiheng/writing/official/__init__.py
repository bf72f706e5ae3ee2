"""Official forms: a filing in its rulebook's own form, as Word, Excel, PDF or a web page.

A form's template is a Word file with the fields' names in double braces. It is filled once; the
other formats are made from the filled form, so that all of them say and look the same.
"""

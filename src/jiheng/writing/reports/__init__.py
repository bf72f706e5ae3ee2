"""Reports for a reader: the findings of a batch, the letter that returns forms, the working paper.

What a report says is made once, as a list of blocks; Word, PDF and the web page print the same.
"""

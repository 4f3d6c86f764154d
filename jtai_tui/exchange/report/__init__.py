"""What a board is given: a report as values, and as Word, Excel, a web page and Markdown."""

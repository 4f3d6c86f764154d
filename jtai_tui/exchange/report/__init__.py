"""What a board is given: a report as values, and its forms for Word, Excel, the web and Markdown."""

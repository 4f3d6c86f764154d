"""From a plan, as a value, to a file as councils publish it: Word, Excel, HTML, Markdown."""

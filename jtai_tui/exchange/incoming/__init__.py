"""From a file as a council sends it round to its tables, as values: Word, Excel, CSV."""

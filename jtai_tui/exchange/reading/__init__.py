"""From the tables of a document to the rows of a plan: which column is what, and what is doubtful.

Nothing here knows what sort of file the tables came from.
"""

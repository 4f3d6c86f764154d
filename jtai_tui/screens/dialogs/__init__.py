"""The dialogs: each takes values and gives back a value, and knows no store.

Nothing is imported here: each dialog is imported by its own name when it is first needed, so that
the app opens without them.
"""

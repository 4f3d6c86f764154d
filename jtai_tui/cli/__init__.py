"""The command line: everything that is done to a plan, without the app.

`catalogue` says what there is, `parser` reads what was typed, `run` does it.
"""

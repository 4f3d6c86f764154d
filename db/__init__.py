"""What a plan is, and how it is kept.

The pure rules (`rating`, `timescale`, `lateness`, `leads`, `references`, `dates`) need the
standard library and python-dateutil alone. The store stands on them. Nothing in here knows a
screen.
"""

"""How an action ends without a rating that closes it."""

ENDINGS = {
    "superseded": "superseded",
    "moved": "moved to another action",
    "risk-accepted": "risk accepted",
}
"""How an action is ended otherwise than by a rating: codes, and the words for people."""

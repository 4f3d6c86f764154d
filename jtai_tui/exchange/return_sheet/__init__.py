"""Sheets that leads fill in and send back: written, sent with a draft e-mail, and read again."""

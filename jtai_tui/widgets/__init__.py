"""What is drawn: widgets that are given values and post messages, and know no store."""

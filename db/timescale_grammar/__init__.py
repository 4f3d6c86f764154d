"""The small grammar of timescales, behind `db.timescale`: words, tokens, forms, verdict."""

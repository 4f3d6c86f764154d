"""Plans in other forms: values in, files out, and back. Knows no screen and no database."""

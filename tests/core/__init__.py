"""The vault's values, bytes and files."""

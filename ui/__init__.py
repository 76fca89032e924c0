"""The two faces: `terminal` and `desktop`. Both stand on `vault`, neither knows the other."""

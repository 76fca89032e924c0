"""The tests. `core/` needs no window and no terminal."""

"""The crash campaign: python3 run.py crash. What is small enough of it runs with the tests, in tests/core/test_crash*.py."""

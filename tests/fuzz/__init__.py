"""Hostile files for everything that reads files: `python3 run.py fuzz`, and a part of it in every test run."""

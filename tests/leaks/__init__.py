"""Proof that nothing leaks: canary secrets, the process's memory, and no network."""

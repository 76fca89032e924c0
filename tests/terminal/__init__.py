"""The command line from outside: what scripts rely on (docs/architecture.md)."""

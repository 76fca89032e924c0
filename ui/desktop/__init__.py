"""The window. `app` wires the parts; pages and dialogs do not know each other."""

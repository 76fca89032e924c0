"""Two real Syncthing instances over one vault: python3 run.py sync."""

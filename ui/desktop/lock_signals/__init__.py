"""How each system tells that the vault is to be locked: the screen is, the computer goes to sleep, the user is switched."""

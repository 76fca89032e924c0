"""The program in a real window: started, seen and typed into as a user does."""

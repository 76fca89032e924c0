"""Test vectors for the vault file, and the second implementation that they come from; README.md says how to use them."""

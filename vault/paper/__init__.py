"""What is printed: pages as values, laid out in millimetres. `ui/desktop/printing.py` is the only one who draws them."""

"""What is due, what is paid together, and the file the bank takes (R10)."""

"""Saving an installation into one file and bringing it back, each time checked row by row."""

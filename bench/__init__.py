"""Measurements and rehearsals: figures as ratios in one run (design.md §10)."""

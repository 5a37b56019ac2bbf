"""The arithmetic of flows: shares, open quantities, tolerances, and the links of one command."""

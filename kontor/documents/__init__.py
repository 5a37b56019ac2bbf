"""Documents: header, lines and the flow between lines, through one write path (P2, P15)."""

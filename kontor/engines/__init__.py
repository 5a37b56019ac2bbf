"""Engines: attributes, access, numbering, calendar, rules, workflow, events, search, files and their kin."""

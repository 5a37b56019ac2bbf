"""Workflow: pure decisions over compiled states and actions, and the registry of effects (P3)."""

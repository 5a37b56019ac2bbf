"""Business actions on master data, one module each."""

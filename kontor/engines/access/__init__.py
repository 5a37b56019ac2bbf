"""Access: who may do what to which records, from roles and grants alone (P5)."""

"""What settings.py is made of: environment, databases, rooms, sign-in, logs. Free of Django imports."""

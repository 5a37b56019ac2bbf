"""Business calendars: holidays by country, working hours, due dates (P9). Pure; fiscal periods live in accounting."""

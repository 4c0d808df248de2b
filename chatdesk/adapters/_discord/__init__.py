"""What only the Discord face knows. Nothing outside `adapters/discord.py` and the tests imports from here."""

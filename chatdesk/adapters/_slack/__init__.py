"""What only the Slack face knows. Nothing outside `adapters/slack.py` and the tests imports from here."""

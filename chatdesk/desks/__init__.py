"""The desks: shipped policies, and what reads a policy from its file."""

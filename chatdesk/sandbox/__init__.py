"""Local stand-ins for the chat platforms: they speak the real wire and keep the platforms' limits.

Used by tests, benchmarks and the demo. Knows nothing of the rest of chatdesk: it is the opponent, not a helper.
"""

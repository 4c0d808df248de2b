"""Import discord.py without its warning about `audioop`, which only voice needs and Python 3.13 no longer has."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord

__all__ = ["discord"]

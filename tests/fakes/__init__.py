"""Fakes with the shape of the real adapters, each saying how to drive it."""

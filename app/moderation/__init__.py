"""Content that waits for people: who may look at it, and what they decide."""

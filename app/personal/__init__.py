"""What the platform holds about a person: a copy for them, and its erasure.

The highest feature, for it asks every other one: each says in its ``personal.py`` which rows are
about a person and what becomes of them. So nothing has to be registered, and nothing below knows
who asks.
"""

"""Guardians and households: who acts for people that cannot, or may not, act alone."""

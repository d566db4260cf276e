"""Decide from uncertain location pings when a person was at a site, and what that is worth."""

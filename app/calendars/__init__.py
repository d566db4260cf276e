"""Calendar feeds: one's own sign-ups, and what an organisation offers."""

"""Activities: what is done, when, where, and who signed up for it."""

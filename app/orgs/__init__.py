"""The tree of organisations, in which roles hold."""

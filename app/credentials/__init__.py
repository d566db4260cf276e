"""Logging in at a desktop: a password and a second factor, for coordinators and up."""

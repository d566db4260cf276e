"""Tests of desktop logins."""

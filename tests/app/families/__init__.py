"""Tests of guardians, households and cards."""

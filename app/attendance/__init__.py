"""Attendance: check-in, pings, evidence, presence, settlement, review."""

"""Faults: what is killed, cut off or locked, and what must still be true afterwards."""

"""Tests of needs, offers and invitations."""

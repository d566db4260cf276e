"""Tests of venues and their rooms."""

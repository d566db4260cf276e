"""Tests of campaigns and reports."""

"""Tests of public notice and objections."""

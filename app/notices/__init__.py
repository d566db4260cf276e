"""Notices: one inbox for each person, and WeChat messages for which they have asked."""

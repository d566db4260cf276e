"""Safeguarding: staff see a minor's personal fields when it was asked, approved and is logged."""

"""Fuzzing of what reads foreign input: documents, tables, datums, instants, rules, pings."""

"""Hours: the ledger of service records, and what each volunteer sees of it."""

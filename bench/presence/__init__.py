"""How well presence is found: walks of known truth, every peer's rule, and ours beside them."""

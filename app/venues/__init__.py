"""Places of the network: where they are, when they are open, their rooms and who books them."""

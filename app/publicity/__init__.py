"""公示: hours shown for some days before they are settled, and objections that are answered."""

"""What is measured, against what: each part prints a ratio that was taken in one run."""

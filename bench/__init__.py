"""What is measured, against what: each part prints a ratio that was taken in one run."""

SKIPPED = 77  # status of a part that cannot run here, as make and automake have it

"""Each speed claim, side by side with its alternative, in one run."""

"""What the pipeline makes: one folder per stage, in the order in which data passes through them."""

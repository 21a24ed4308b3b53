"""From songs to training data: leakage-free splits and training examples."""

"""Our n-gram model: counts, smoothing, where lines end, and its training."""

"""Our n-gram model: counts, smoothing, line ends and rhymes, and its training."""

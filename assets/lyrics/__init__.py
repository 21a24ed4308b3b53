"""From artists to clean songs: the roster, the harvest, cleaning and near-duplicates."""

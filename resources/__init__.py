"""The outside world behind small typed interfaces: sources, models, renderers, media and storage."""

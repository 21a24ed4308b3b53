"""Small typed interfaces to the outside world: sources, models, renderers, media and storage."""

"""Two short videos for `make demo`; where they come from stands in PROVENANCE.md."""

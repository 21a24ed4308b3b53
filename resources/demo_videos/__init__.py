"""Two short videos for `make demo`; PROVENANCE.md says where they come from."""

"""Voices that say words where a plan wants them."""

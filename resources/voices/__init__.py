"""Voices that speak words at planned times."""

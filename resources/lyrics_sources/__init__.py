"""Lyrics sources behind one interface (base.py)."""

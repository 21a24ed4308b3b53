"""Where lyrics come from, behind one interface (base.py)."""

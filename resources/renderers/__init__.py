"""What turns a brief into music, behind one interface (base.py)."""

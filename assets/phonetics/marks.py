"""Signs that a spoken form puts behind a word whose letters do not say how it sounds.

What belongs here: the signs. What does not: where they are put (spoken_form.py) and heeded (g2p.py).
"""

# After a letter that is said by its name: CMUdict's "a" is the article, its "a." the letter.
SPELLED = "·"
# After a word of which only the first sounds are said: "l-l-look".
STAMMERED = "‥"

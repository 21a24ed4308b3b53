"""Marks that a spoken form puts after a word whose letters do not show how it sounds.

What belongs here: the marks. What does not: setting them (spoken_form.py, disguised_words.py) and reading them (g2p.py).
"""

# After a letter that is said by its name: in CMUdict "a" is the article and "a." the letter.
SPELLED = "·"
# After a word of which only the beginning is said: "l-l-look".
STAMMERED = "‥"

"""Verses that the benchmarks of the voice speak. No setting of the voice was chosen on them; hearing onsets is learned from other
lines (`training_lines`).

What belongs here: words. `RAIN`: verses and a hook. `SOUNDS`: every consonant before many vowels.
"""

import numpy as np

from resources.lyrics_sources.songbook import load_songbook

TRAINING_LINES, LINE_LENGTH = 120, (30, 52)  # of the songbook: how many lines, and how long
RAIN = """[Verse 1]
I walked the city till the streetlights died
my shadow kept on talking at my side
the rain was drumming on the window glass
and every second was a train that passed
I had a pocket full of broken clocks
a ticket home and holes in both my socks
my mother told me never trust the moon
it takes your morning and it leaves too soon

[Hook]
so let it rain, let it rain on me
I was a river, now I am the sea
let it rain till the gutters sing
I lost my crown but I kept the ring

[Verse 2]
the corner store is selling sleep for cheap
the promises I made are hard to keep
I count the windows burning after three
and one of them is waiting up for me
"""

SOUNDS = """[Verse 1]
the town is burning paper and the baker cuts the bread
a copper penny turning in the pocket of my head
I took the second bus because the captain told me so
the garden gate is open but there's nowhere left to go
dig deeper in the dirt and find a diamond or a bone
you bought a bigger body and you buried it alone
we sing for silver summers and the fever of the sun
a thief who thought of everything was finished before one

[Verse 2]
the shoes I should have shined are in the shadow of the door
visions of a valley that I've never seen before
there was a lazy wizard with a puzzle in his hand
they leave the river level and they level out the land
a yellow light is running over water like a word
you wear a winter raincoat and you wait till you are heard
the monkey knows the money and the moment knows the name
a nervous little engine with a furnace and a flame

[Verse 3]
choose a cheaper chair and watch the children chase a chain
the judge will join the jury at the junction in the rain
her heart was hardly heavy and his hands were holding heat
again and always after all an answer in the street
I'm only asking under ice for echoes of the east
come back before the bottle breaks and bring the boy a feast
the radio is rolling like a rumour through the room
my lover left a letter on the ledge below the moon
"""


def training_lines() -> list[str]:
    """Lines of the songbook, spread over it."""
    lines = [line for artist in load_songbook() for song in artist.songs for line in song.text.splitlines()]
    fitting = [line for line in lines if LINE_LENGTH[0] < len(line) < LINE_LENGTH[1] and not line.startswith("[")]
    return np.random.default_rng(0).choice(fitting, TRAINING_LINES, replace=False).tolist()

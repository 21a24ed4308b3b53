"""Jobs: what can be run by name.

What belongs here: jobs as selections of assets. What does not: when they run (schedules.py, sensors.py).
"""

import dagster as dg

RECIPES = dg.AssetSelection.key_substring("_recipe") & dg.AssetSelection.groups("models")
GALLERY = dg.AssetSelection.assets(["soundtracks", "gallery"])

refresh_lyrics = dg.define_asset_job(
    "refresh_lyrics",
    selection=dg.AssetSelection.assets(["lyrics", "tracks"], ["lyrics", "raw_lyrics"]),
    description="Fetch every artist's songs and words from the lyrics source (one partition per artist).",
)

retrain = dg.define_asset_job(
    "retrain",
    selection=(dg.AssetSelection.groups("phonetics", "corpus", "models", "evaluation") - RECIPES)
    | dg.AssetSelection.assets(["lyrics", "lyrics"], ["lyrics", "rejected"]),
    description="Clean the lyrics, build the corpus, train the models, compare them and choose a champion.",
)

tune = dg.define_asset_job(
    "tune",
    selection=RECIPES,
    description="Search for a better recipe for each model with short trainings; its next training uses the best.",
)

render_soundtracks = dg.define_asset_job(
    "render_soundtracks",
    selection=dg.AssetSelection.groups("soundtracks") - GALLERY,
    description="Compose and mux the music of queued videos, a batch per run (one partition per video).",
)

# A separate job: it has no partitions, and it also shows rejected videos, which are in no batch.
refresh_gallery = dg.define_asset_job(
    "refresh_gallery",
    selection=GALLERY,
    description="Update the page with all videos and their states.",
)

make_song = dg.define_asset_job(
    "make_song",
    selection=dg.AssetSelection.groups("songs"),
    description="Plan a song, rap it, mix it and draw its lyric video (one partition per song).",
)

write_words = dg.define_asset_job(
    "write_words",
    selection=dg.AssetSelection.assets(["songs", "plan"]),
    description="Write the words of a song as a draft, before the song is made (one partition per song).",
)

roll_back_champion = dg.define_asset_job(
    "roll_back_champion",
    selection=dg.AssetSelection.assets(["evaluation", "champion"], ["evaluation", "report"]),
    config={"ops": {"evaluation__champion": {"config": {"roll_back": True}}}},
    description="Withdraw the last promotion: the previous champion is champion again, and the report says so.",
)

HOUSEKEEPING = "housekeeping"  # the job that upkeep.py defines, because it depends on the policy

JOBS = [refresh_lyrics, retrain, tune, render_soundtracks, refresh_gallery, make_song, write_words, roll_back_champion]

"""When things run: definitions, jobs, schedules, sensors and settings. No data work happens here."""

import gc
import os
import warnings

# torch's threads (libgomp) wait for each other in a busy loop, by default for 300,000 iterations. If other processes use the
# cores, this wait for a thread without a core occurs at each of thousands of small products: beside two busy processes on two
# cores, eight bars took over 95 s. With 20,000 iterations they take 20 s; alone they take 10.7 s (11.0 before). libgomp reads
# the variable when torch is loaded, which happens later.
os.environ.setdefault("GOMP_SPINCOUNT", "20000")

# Hardly any object created while loading is garbage: with Python's default threshold of 700, the collector scans all of them
# again and again, which takes a tenth of the time.
gc.set_threshold(50_000)

import dagster as dg  # noqa: E402

# Backfill policies and multi-partition runs are "beta" in Dagster 1.13, to which pyproject.toml pins it; each of the thirty
# step processes of a run would print a dozen warnings.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
warnings.filterwarnings("ignore", category=dg.PreviewWarning)

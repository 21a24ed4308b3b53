"""When things run: definitions, jobs, schedules, sensors and settings. No data work happens here."""

import gc
import os
import warnings

# torch's threads (libgomp) wait for each other in a loop, 300,000 turns by default. Beside other work a thread that has no core
# is waited for like that at each of thousands of small products: with two busy processes on two cores eight bars took over 95
# s. With 20,000 turns they take 20 s, and alone 10.7 s as before (11.0). It is read when torch is loaded, which is later.
os.environ.setdefault("GOMP_SPINCOUNT", "20000")

# Hardly any of the objects that loading makes is garbage: at Python's own 700 the collector passes over them all again and
# again, a tenth of the time.
gc.set_threshold(50_000)

import dagster as dg  # noqa: E402

# Backfill policies and multi-partition runs are "beta" in Dagster 1.13, which pyproject.toml holds in place; each of
# the thirty step processes of a run would say so a dozen times.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
warnings.filterwarnings("ignore", category=dg.PreviewWarning)

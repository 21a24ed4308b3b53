"""When things run: definitions, jobs, schedules, sensors and settings. No data work happens here."""

import gc
import warnings

# Hardly any of the objects that loading makes is garbage: at Python's own 700 the collector passes over them all again and
# again, a tenth of the time.
gc.set_threshold(50_000)

import dagster as dg  # noqa: E402

# Backfill policies and multi-partition runs are "beta" in Dagster 1.13, which pyproject.toml holds in place; each of
# the thirty step processes of a run would say so a dozen times.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
warnings.filterwarnings("ignore", category=dg.PreviewWarning)

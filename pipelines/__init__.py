"""When things run: definitions, jobs, schedules, sensors and settings. No data work happens here."""

import warnings

import dagster as dg

# Backfill policies and multi-partition runs are "beta" in Dagster 1.13, which pyproject.toml holds in place; each of
# the thirty step processes of a run would say so a dozen times.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
warnings.filterwarnings("ignore", category=dg.PreviewWarning)

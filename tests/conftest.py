"""What every test stands on: nothing of the person's own Dagster instance or settings."""

import os

# A suite must neither read nor write the instance that `make` names; Dagster then takes a temporary one.
os.environ.pop("DAGSTER_HOME", None)

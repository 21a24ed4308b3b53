"""What steps print: kept beside the runs, and shown in the terminal while they work.

What belongs here: Dagster's own keeping of it, which Ctrl-C ends in silence; dagster.yaml names this class. What does not: the
lines that a command prints of a run (runs.py).
"""

import os
import signal
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from dagster._config.config_schema import UserConfigSchema
from dagster._core.storage.compute_log_manager import CapturedLogContext
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._serdes import ConfigurableClassData


class InstanceLogs(LocalComputeLogManager):
    """Dagster's own, in `storage` of DAGSTER_HOME, where it lies by default."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> LocalComputeLogManager:
        # Commands of Dagster's that keep nothing run without a home.
        base = os.environ.get("DAGSTER_HOME") or tempfile.mkdtemp(prefix="tenth-symphony-instance-")
        return cls(str(Path(base) / "storage"), inst_data=inst_data)

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Generator[CapturedLogContext, None, None]:
        """See there. Its helpers stand in the terminal's group: each would answer Ctrl-C with a traceback of its own, above
        the command's message. What is blocked where they are started stays blocked in them; the step ends them itself.
        """
        with ExitStack() as stack:
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                captured = stack.enter_context(super().capture_logs(log_key))
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            yield captured

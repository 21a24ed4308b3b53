"""The output of steps, which Dagster captures in files and shows in the terminal.

What belongs here: Dagster's log manager, changed so that Ctrl-C prints no tracebacks; dagster.yaml names this class. What does
not: the lines that a command prints about a run (runs.py).
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
    """Dagster's log manager, with logs in `storage` of DAGSTER_HOME, the default location."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> LocalComputeLogManager:
        # Dagster's commands that store nothing run without DAGSTER_HOME.
        base = os.environ.get("DAGSTER_HOME") or tempfile.mkdtemp(prefix="tenth-symphony-instance-")
        return cls(str(Path(base) / "storage"), inst_data=inst_data)

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Generator[CapturedLogContext, None, None]:
        """Capture a step's output, see the base class.

        Its helper processes belong to the terminal's process group, so Ctrl-C would make each print a traceback above the
        command's message. They inherit the signals that are blocked while they are started; the step ends them itself.
        """
        with ExitStack() as stack:
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                captured = stack.enter_context(super().capture_logs(log_key))
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            yield captured

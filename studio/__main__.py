"""`python -m studio`: serves the page and the API.

What belongs here: the command line and its safety checks. What does not: the application (app.py).
"""

import argparse
import ipaddress
import sys
from collections.abc import Sequence

from pipelines.settings import load_settings
from resources.errors import TenthSymphonyError
from studio.app import create_app
from studio.security import SHORTEST_TOKEN, token


class StudioError(TenthSymphonyError):
    """The studio refuses to start with these options."""


def is_loopback(host: str) -> bool:
    """Whether an address can only be reached from this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def main(arguments: Sequence[str]) -> int:
    """Serve until interrupted. Returns the exit status: 1 if the studio cannot be served."""
    import uvicorn

    try:
        settings = load_settings()
        parser = argparse.ArgumentParser(prog="studio", description="A page for video makers and musicians.")
        parser.add_argument("--host", default=settings.studio_host, help="the address to serve on (%(default)s)")
        parser.add_argument("--port", type=int, default=settings.studio_port, help="(%(default)s)")
        options = parser.parse_args(arguments)
        if not is_loopback(options.host) and not token():
            raise StudioError(
                f"{options.host} can be reached from other machines, but STUDIO_TOKEN is not set.",
                remedy="Set STUDIO_TOKEN to a long secret (the page asks for it), or serve on 127.0.0.1.",
            )
        if 0 < len(token()) < SHORTEST_TOKEN:
            raise StudioError(
                f"STUDIO_TOKEN has only {len(token())} characters and could be guessed.",
                remedy=f"Use at least {SHORTEST_TOKEN} characters, for example the output of `openssl rand -hex 16`.",
            )
        app = create_app(settings, loopback=is_loopback(options.host))
    except TenthSymphonyError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    print(f"The studio is on http://{options.host}:{options.port}", flush=True)
    uvicorn.run(
        app, host=options.host, port=options.port, log_level="warning", server_header=False,
        timeout_graceful_shutdown=5, h11_max_incomplete_event_size=64 * 1024,
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

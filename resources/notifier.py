"""Notifications: messages to users, and heartbeats to a service that reports when they stop.

What belongs here: sending. What does not: what is sent, and when (pipelines/notices.py). Addresses contain secrets: they are
read from the environment where they are used, and no message quotes them.
"""

import logging
import os
from dataclasses import dataclass

from resources.errors import TenthSymphonyError

NOTIFY_VARIABLE, PING_VARIABLE = "NOTIFY_URL", "PING_URL"
PING_SECONDS = 10.0
logger = logging.getLogger(__name__)


class NotifyError(TenthSymphonyError):
    """A message could not be sent, or its address is invalid."""


@dataclass(frozen=True, slots=True)
class Notifier:
    """Sends messages to addresses in Apprise's form (mailto://, slack://, discord://, json:// and 100 more).

    Args:
        urls: separated by spaces or commas; empty sends nothing.
    """

    urls: str

    @property
    def is_set(self) -> bool:
        """Whether any address is configured."""
        return bool(self.urls.strip())

    def send(self, title: str, body: str) -> None:
        """Send one message to every address.

        Raises:
            NotifyError: an address is invalid or did not accept the message.
        """
        import apprise

        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its warnings quote addresses
        receivers = apprise.Apprise()
        for number, url in enumerate(self.urls.replace(",", " ").split(), start=1):
            if not receivers.add(url):
                raise NotifyError(
                    f"Address {number} of {NOTIFY_VARIABLE} is not one that Apprise supports.",
                    remedy="See https://appriseit.com for how each service's address is written.",
                )
        if len(receivers) and not receivers.notify(title=title, body=body):
            raise NotifyError(
                f"A message could not be sent to every address of {NOTIFY_VARIABLE}.",
                remedy="Correct the address and test it with make doctor.",
            )


def notifier() -> Notifier:
    """The notifier configured by the environment."""
    return Notifier(os.environ.get(NOTIFY_VARIABLE, ""))


def is_configured() -> bool:
    """Whether messages or heartbeats are sent anywhere."""
    return notifier().is_set or bool(os.environ.get(PING_VARIABLE, "").strip())


def ping() -> bool:
    """Send a heartbeat to PING_URL (healthchecks.io or similar), which alerts people when heartbeats stop.

    Returns False if there is no such URL or it cannot be reached; the next heartbeat follows soon.
    """
    import requests

    url = os.environ.get(PING_VARIABLE, "").strip()
    if not url:
        return False
    try:
        return requests.get(url, timeout=PING_SECONDS).ok
    except requests.RequestException as error:
        logger.warning("the heartbeat was not accepted (%s)", type(error).__name__)  # the address is a secret
        return False

"""`studio`: fifty uploads at once, and a thousand listeners to events, over this machine's loopback.

What belongs here: the load. What does not: the service (studio/).
"""

import asyncio
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from pipelines.settings import PROJECT_ROOT

UPLOADS, LISTENERS, PORT = 50, 1000, 3977
VIDEO = PROJECT_ROOT / "resources" / "demo_videos" / "big-buck-bunny.mp4"
SERVER = """
import sys, dagster as dg, uvicorn
from pipelines.settings import load_settings
from studio.app import create_app
settings = load_settings(data_dir=sys.argv[1] + "/data", inbox_dir=sys.argv[1] + "/inbox")
app = create_app(settings, instance=dg.DagsterInstance.ephemeral)
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error", backlog=4096)
"""


async def _upload_all(client: Any) -> list[float]:
    """The seconds of each upload, all at once."""
    content = VIDEO.read_bytes()

    async def upload(number: int) -> float:
        started = time.perf_counter()
        uploaded = await client.post("/api/v1/uploads", params={"name": f"film-{number}.mp4"}, content=content)
        answer = await client.post("/api/v1/jobs", json={"upload": uploaded.json()["upload"]})
        assert answer.status_code == 201, answer.text
        return time.perf_counter() - started

    return list(await asyncio.gather(*(upload(number) for number in range(UPLOADS))))


async def _notify_listeners(client: Any) -> list[float]:
    """The seconds from a change until each listener receives it."""
    ready = asyncio.Semaphore(0)
    changed_at = 0.0
    delays: list[float] = []

    async def listen() -> None:
        async with client.stream("GET", "/api/v1/events") as stream:
            events = 0
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    events += 1
                    if events == UPLOADS:
                        ready.release()
                    elif events > UPLOADS:
                        delays.append(time.perf_counter() - changed_at)
                        return

    tasks = [asyncio.create_task(listen()) for _ in range(LISTENERS)]
    for _ in tasks:
        await ready.acquire()
    jobs = (await client.get("/api/v1/jobs")).json()
    changed_at = time.perf_counter()
    await client.post(f"/api/v1/jobs/{jobs[0]['id']}/retry", json={"prompt": "calm"})
    await asyncio.gather(*tasks)
    return delays


async def _load(server: psutil.Process) -> dict[str, Any]:
    import httpx

    limits = httpx.Limits(max_connections=LISTENERS + 100)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORT}", timeout=120, limits=limits) as client:
        for _ in range(200):
            try:
                await client.get("/healthz")
                break
            except httpx.TransportError:
                await asyncio.sleep(0.1)
        before = server.memory_info().rss
        uploads = sorted(await _upload_all(client))
        after_uploads = server.memory_info().rss
        delays = sorted(await _notify_listeners(client))
    return {
        "upload_p50_seconds": statistics.median(uploads),
        "upload_p99_seconds": uploads[int(len(uploads) * 0.99)],
        "event_p50_seconds": statistics.median(delays),
        "event_p99_seconds": delays[int(len(delays) * 0.99)],
        "memory_before_mb": before / 1e6,
        "memory_after_uploads_mb": after_uploads / 1e6,
        "memory_with_listeners_mb": server.memory_info().rss / 1e6,
        "uploads": UPLOADS,
        "listeners": LISTENERS,
        "megabytes": VIDEO.stat().st_size / 1e6,
    }


def run() -> dict[str, Any]:
    """The latency of uploads and events. The alternative is the service's polling interval."""
    from studio.events import LOOK_SECONDS

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", SERVER, folder, str(PORT)]
        process = subprocess.Popen(command, cwd=Path(PROJECT_ROOT))
        try:
            measured = asyncio.run(_load(psutil.Process(process.pid)))
        finally:
            process.terminate()
            process.wait()
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return {
        "name": "studio",
        "ours": measured["event_p99_seconds"],
        "alternative": LOOK_SECONDS,
        "ratio": LOOK_SECONDS / measured["event_p99_seconds"],
        "unit": f"seconds until the last of {LISTENERS} listeners hears of a change; alternative: the interval of looking, the least",
        "detail": measured,
    }

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


async def _uploads(client: Any) -> list[float]:
    content = VIDEO.read_bytes()

    async def one(number: int) -> float:
        started = time.perf_counter()
        taken = await client.post("/api/v1/uploads", params={"name": f"film-{number}.mp4"}, content=content)
        answer = await client.post("/api/v1/jobs", json={"upload": taken.json()["upload"]})
        assert answer.status_code == 201, answer.text
        return time.perf_counter() - started

    return list(await asyncio.gather(*(one(number) for number in range(UPLOADS))))


async def _listeners(client: Any) -> list[float]:
    """The seconds from a change until each listener hears of it."""
    ready = asyncio.Semaphore(0)
    changed_at = 0.0
    late: list[float] = []

    async def one() -> None:
        async with client.stream("GET", "/api/v1/events") as stream:
            seen = 0
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    seen += 1
                    if seen == UPLOADS:
                        ready.release()
                    elif seen > UPLOADS:
                        late.append(time.perf_counter() - changed_at)
                        return

    tasks = [asyncio.create_task(one()) for _ in range(LISTENERS)]
    for _ in tasks:
        await ready.acquire()
    jobs = (await client.get("/api/v1/jobs")).json()
    changed_at = time.perf_counter()
    await client.post(f"/api/v1/jobs/{jobs[0]['id']}/retry", json={"prompt": "calm"})
    await asyncio.gather(*tasks)
    return late


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
        uploads = sorted(await _uploads(client))
        after_uploads = server.memory_info().rss
        late = sorted(await _listeners(client))
    return {
        "upload_p50_seconds": statistics.median(uploads),
        "upload_p99_seconds": uploads[int(len(uploads) * 0.99)],
        "event_p50_seconds": statistics.median(late),
        "event_p99_seconds": late[int(len(late) * 0.99)],
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

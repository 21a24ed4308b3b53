"""The code that runs inside audiocraft's environment: reads a batch of requests, writes each take as soon as it is done.

It uses the Dagster Pipes protocol: the batch is in the context's extras ("model", "folder", "requests"). Each take is reported
as a custom message {"key", "take", "path"} or {"key", "reason"}, with its samples in a .npy file in the folder.

What belongs here: audiocraft itself. What does not: anything from this project (it cannot be imported here), choosing takes,
loudness (__init__.py).
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path


def load(name, commit=None):
    """Load the model, on a GPU if there is one; from the hub at a commit."""
    if name == "debug":
        import spacy  # pyright: ignore[reportMissingImports]

        # The debug model's conditioner would download a language model to split words; an empty one is enough.
        spacy.load = lambda *_, **__: spacy.blank("en")
    if commit:
        from huggingface_hub import snapshot_download

        name = snapshot_download(name, revision=commit, allow_patterns=["*state_dict.bin"])
    from audiocraft.models import MusicGen  # pyright: ignore[reportMissingImports]

    return MusicGen.get_pretrained(name)


def render(model, request):
    """Render the takes of a request: float32 of shape (takes, channels, samples), at least as long as requested."""
    import math

    import torch

    torch.manual_seed(request["seed"])
    frames = math.ceil(request["seconds"] * model.frame_rate - 1e-6)
    model.set_generation_params(
        use_sampling=True,
        top_k=request["top_k"],
        cfg_coef=request["guidance"],
        duration=(frames + 0.5) / model.frame_rate,  # audiocraft rounds down
        extend_stride=request["stride_seconds"],
    )
    texts = [request["text"]] * request["takes"]
    return model.generate(texts).cpu().float().numpy()


def end_with_parent():
    """End when the parent process is gone, so that a killed run leaves no process behind."""
    parent = os.getppid()

    def watch():
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def work(pipes):
    """Render the batch of a Pipes context."""
    import numpy as np

    model = load(pipes.get_extra("model"), pipes.get_extra("commit"))
    samples_per_second = model.sample_rate
    for request in pipes.get_extra("requests"):
        key, wanted = request["key"], round(request["seconds"] * samples_per_second)
        pipes.log.info(f"audiocraft: {key}, {request['seconds']} s, {request['takes']} takes")
        try:
            takes = render(model, request)
            if takes.shape[2] < wanted:
                raise ValueError(f"{takes.shape[2]} samples came and {wanted} were asked for")
        except Exception as error:  # noqa: BLE001, of any kind: the other requests are still rendered
            pipes.report_custom_message({"key": key, "reason": f"{type(error).__name__}: {error}"})
            continue
        for number, take in enumerate(takes):
            path = Path(pipes.get_extra("folder")) / f"{request['number']}-{number}.npy"
            np.save(path, take[:, :wanted])
            pipes.report_custom_message({"key": key, "take": number, "path": str(path), "rate": samples_per_second})


def main():
    """Render the batch in the environment's Pipes context; with --check, render a second of sound as a test."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
    if "--check" in sys.argv:
        request = {"seconds": 1.0, "seed": 1, "top_k": 250, "guidance": 3.0, "stride_seconds": 18, "text": "calm",
                   "takes": 2}  # fmt: skip
        sound = render(load("debug"), request)
        if sound.shape[0] != 2 or sound.shape[2] < 32000 or not abs(sound).max() > 0:
            sys.exit(f"audiocraft made no sound: {sound.shape}")
        print(f"audiocraft made {sound.shape[2] / 32000:.2f} s of sound")
        return
    from dagster_pipes import open_dagster_pipes

    end_with_parent()
    with open_dagster_pipes() as pipes:
        work(pipes)


if __name__ == "__main__":
    main()

"""Sampling lines token by token, those of several verses in one batch.

What belongs here: the loop. What does not: what the lines continue (decoding.py, aimed.py), which is best (verses.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assets.models.writing.shared_prefix import Rows

if TYPE_CHECKING:
    import torch

STRAGGLERS = 0.125  # of a text's lines; a line has 8 words, but of 64 lines one has 20


def generator(model: Any, seed: int) -> Any:
    """A source of random numbers on a model's device."""
    import torch

    return torch.Generator(model.device).manual_seed(seed)


@dataclass(frozen=True, slots=True)
class Sampled:
    """Lines as they were sampled: each one's tokens up to its end, and whether it came to one; `nats` of those tokens, its end
    among them, where they were asked for: shape (lines,).
    """

    tokens: list[list[int]]
    ended: list[bool]
    nats: "torch.Tensor | None"


def sample_lines(
    rows: Rows,
    logits: Any,
    line_ends: Any,
    generators: Sequence[Any],
    *,
    room: int,
    top_k: int,
    temperature: float = 1.0,
    with_nats: bool = False,
) -> Sampled:
    """Each row's tokens up to its line's end.

    The last few rows of a text that have not ended are cut: a long line that nobody wants would double the time.

    Args:
        logits: after what each row continues, shape (rows, vocabulary).
        line_ends: which tokens end a line: a truth value for each of the vocabulary.
        generators: one for each text of `rows`, so that what is sampled for one does not hang on the others.
        room: tokens that fit in the rows.
        with_nats: sum up how likely the tokens are, of all of the vocabulary and at temperature 1.
    """
    import torch

    n, most = sum(rows.counts), STRAGGLERS * torch.tensor(rows.counts)
    tokens: list[list[int]] = [[] for _ in range(n)]
    ended = [False] * n
    going = list(range(n))
    nats = torch.zeros(n, device=logits.device) if with_nats else None
    while True:
        values, ids = logits.topk(min(top_k, logits.shape[-1]))
        shares = (values / temperature).softmax(-1).split(rows.counts)
        places = torch.cat([
            torch.multinomial(share, 1, generator=of) for share, of in zip(shares, generators, strict=True) if len(share)
        ])  # fmt: skip
        drawn = ids.gather(1, places)
        if nats is not None:
            nats[going] += logits.gather(1, drawn)[:, 0] - logits.logsumexp(-1)
        over = line_ends[drawn[:, 0]]
        for row, token, last in zip(going, drawn[:, 0].tolist(), over.tolist(), strict=True):
            tokens[row].append(token)
            ended[row] = last
        text_of = torch.arange(len(most)).repeat_interleave(torch.tensor(rows.counts))
        left = torch.bincount(text_of[~over.cpu()], minlength=len(most))
        open_rows = (~over & (left > most)[text_of].to(over.device)).nonzero()[:, 0]
        if not len(open_rows) or rows.filled + 1 >= room:
            return Sampled(tokens, ended, nats)
        if len(open_rows) < len(going):
            going = [going[i] for i in open_rows.tolist()]
            rows.select(open_rows)
            drawn = drawn[open_rows]
        logits = rows.step(drawn)[:, -1]

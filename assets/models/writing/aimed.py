"""Writing lines towards their last words, by a model that was trained on planned lines.

What belongs here: which last words fit, and lines that end in them. What does not: the planned form (planned.py), which
line of a verse is best (verses.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from assets.models.planned import Plan, heading, planned_lines
from assets.models.writing.decoding import SCORED_STYLE, CausalWriter
from assets.phonetics.g2p import Pronouncer
from assets.text import words

EXACT_ENDS = 48  # last words whose later tokens are looked at; the others' first token is unlikely enough
MOST_TOKENS_OF_A_PLAN = 6


class AimedLine(NamedTuple):
    """A line that was written towards a last word. `nats`: its log-likelihood after its plan, its end included;
    `plan_nats`: that of the last word in the plan.
    """

    text: str
    nats: float
    plan_nats: float
    tokens: int


@dataclass(frozen=True, slots=True)
class About:
    """What a verse is about, in words, and whose it should sound like."""

    theme: tuple[str, ...] = ()
    artist: str = ""


class AimedWriter(CausalWriter):
    """A `LanguageModel` that also writes a line towards its last word."""

    def __init__(self, name: str, model: Any, tokenizer: Any, pronouncer: Pronouncer) -> None:
        super().__init__(name, SCORED_STYLE, model, tokenizer)
        self._pronouncer = pronouncer

    def aim(
        self,
        verse: Sequence[str],
        ends: Sequence[str],
        *,
        about: About,
        syllables: int,
        n: int,
        ends_tried: int,
        top_k: int,
        temperature: float,
        most_words: int,
        seed: int,
    ) -> list[AimedLine]:
        """About `n` lines after a verse's, each written towards one of `ends`.

        Last words are drawn without replacement by their likelihood (Gumbel top-k, Vieira 2014), lines are sampled from the
        `top_k` likeliest tokens at a temperature. A line that does not end by itself, or not in its word, is left out.

        Args:
            ends: last words to choose from, in lower case.
            syllables: that a line should have.
            ends_tried: of how many of `ends` lines are written.
        """
        import torch

        room = MOST_TOKENS_OF_A_PLAN + 3 * most_words
        before = self._planned(verse, about, room)
        generator = torch.Generator(self._model.device).manual_seed(seed)
        with torch.inference_mode():
            chosen = self._ends(before, syllables, ends, ends_tried, generator)
            groups: defaultdict[int, list[tuple[str, float, list[int]]]] = defaultdict(list)
            per_end = max(1, n // max(1, len(chosen)))
            for end, nats in chosen:
                ids = self._ids(Plan(syllables, end).before())
                groups[len(ids)] += [(end, nats, ids)] * per_end
            self._before.read(before)
            lines: list[AimedLine] = []
            for rows in groups.values():
                lines += self._sample(rows, room, top_k, temperature, most_words, generator)
        return lines

    def _planned(self, verse: Sequence[str], about: About, room: int) -> list[int]:
        """The tokens before the next plan: heading and verse, or as much of their end as leaves `room`."""
        text = "\n".join([heading(about.theme, about.artist), *planned_lines(verse, self._pronouncer)]) + "\n"
        return [self._tokenizer.eos_token_id, *self._ids(text)][-max(1, self._window - room) :]

    def _ids(self, text: str) -> list[int]:
        return self._tokenizer(text, verbose=False)["input_ids"]

    def _ends(
        self, before: list[int], syllables: int, ends: Sequence[str], n: int, generator: Any
    ) -> list[tuple[str, float]]:
        """`n` of the last words with their nats after the syllables of a plan."""
        import torch

        start = self._ids(f"{syllables}")
        spelled = [self._ids(f" {end}:") for end in ends]
        logits = self._before.read([*before, *start]).log_softmax(-1)
        nats = logits[torch.tensor([ids[0] for ids in spelled], device=logits.device)].cpu()
        likely = nats.argsort(descending=True)[:EXACT_ENDS].tolist()
        length = max(len(spelled[i]) for i in likely)
        rows = torch.tensor([spelled[i] + [0] * (length - len(spelled[i])) for i in likely], device=logits.device)
        later = self._before.rows(len(likely), length).step(rows[:, :-1]).log_softmax(-1)
        later = later.gather(2, rows[:, 1:, None])[..., 0].cpu()
        exact = torch.stack([nats[i] + later[row, : len(spelled[i]) - 1].sum() for row, i in enumerate(likely)])
        noise = -torch.log(-torch.log(torch.rand(len(likely), generator=generator).clamp(1e-9, 1 - 1e-9)))
        drawn = (exact + noise).argsort(descending=True)[:n].tolist()
        return [(ends[likely[i]], float(exact[i])) for i in drawn]

    def _sample(
        self,
        rows: list[tuple[str, float, list[int]]],
        room: int,
        top_k: int,
        temperature: float,
        most_words: int,
        generator: Any,
    ) -> list[AimedLine]:
        """A line for each (last word, its nats, plan's tokens), the plans equally long."""
        import torch

        line_ends, _ = self._line_ends
        own = self._before.rows(len(rows), room)
        logits = own.step(torch.tensor([ids for *_, ids in rows], device=self._model.device))[:, -1]
        tokens: list[list[int]] = [[] for _ in rows]
        nats = np.zeros(len(rows))
        ended = np.zeros(len(rows), bool)
        going = list(range(len(rows)))
        while own.filled + 1 < room:
            values, ids = (logits / temperature).topk(min(top_k, logits.shape[-1]))
            drawn = ids.gather(1, torch.multinomial(values.softmax(-1), 1, generator=generator))
            gained = logits.gather(1, drawn)[:, 0] - logits.logsumexp(-1)
            over = line_ends[drawn[:, 0]]
            for row, token, gain, last in zip(going, drawn[:, 0].tolist(), gained.tolist(), over.tolist(), strict=True):
                nats[row] += gain
                ended[row] = last
                tokens[row].append(token)
            open_rows = (~over).nonzero()[:, 0]
            if not len(open_rows):
                break
            if len(open_rows) < len(going):
                going = [going[i] for i in open_rows.tolist()]
                own.select(open_rows)
                drawn = drawn[open_rows]
            logits = own.step(drawn)[:, -1]
        texts = [text.split("\n")[0].strip() for text in self._tokenizer.batch_decode(tokens, skip_special_tokens=True)]
        return [
            AimedLine(text, float(nats[row]), end_nats, len(tokens[row]))
            for row, (text, (end, end_nats, _)) in enumerate(zip(texts, rows, strict=True))
            if ended[row] and (line_words := words(text)) and line_words[-1] == end and len(line_words) <= most_words
        ]

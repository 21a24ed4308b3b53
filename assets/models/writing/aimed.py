"""Writing lines towards their last words, by a model that was trained on planned lines.

What belongs here: which last words fit, and lines that end in them. What does not: the planned form (planned.py), which
line of a verse is best (verses.py).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assets.models.planned import Plan, heading, planned_lines
from assets.models.writing.decoding import SCORED_STYLE, STRAGGLERS, TOKENS_PER_WORD, CausalWriter
from assets.models.writing.shared_prefix import SharedPrefix
from assets.phonetics.g2p import Pronouncer
from assets.text import words

EXACT_ENDS = 48  # last words whose later tokens are looked at; the others' first token is unlikely enough
MOST_TOKENS_OF_A_PLAN = 6


@dataclass(frozen=True, slots=True)
class About:
    """What a verse is about, in words, and whose it should sound like."""

    theme: tuple[str, ...] = ()
    artist: str = ""


class AimedWriter(CausalWriter):
    """A `LanguageModel` that also writes a line towards its last word.

    What it is asked as any other model, it reads and writes without plans.
    """

    def __init__(self, name: str, model: Any, tokenizer: Any, pronouncer: Pronouncer) -> None:
        super().__init__(name, SCORED_STYLE, model, tokenizer)
        self._pronouncer = pronouncer
        self._planned = SharedPrefix(self._model)

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
    ) -> list[str]:
        """At most `n` distinct lines after a verse's, each written towards one of `ends`.

        Last words are drawn without replacement by their likelihood (Gumbel top-k, Vieira 2014), lines are sampled from the
        `top_k` likeliest tokens at a temperature. A line that does not end by itself, or not in its word, is left out.

        Args:
            ends: last words to choose from, in lower case.
            syllables: that a line should have.
            ends_tried: of how many of `ends` lines are written.
        """
        import torch

        room = MOST_TOKENS_OF_A_PLAN + TOKENS_PER_WORD * most_words
        text = "\n".join([heading(about.theme, about.artist), *planned_lines(verse, self._pronouncer)]) + "\n"
        before = [self._tokenizer.eos_token_id, *self._ids(text)][-max(1, self._window - room) :]
        generator = torch.Generator(self._model.device).manual_seed(seed)
        with torch.inference_mode():
            chosen = self._likely_ends(before, syllables, ends, ends_tried, generator)
            self._planned.read(before)
            each = max(1, n // len(chosen))
            plans = [(end, self._ids(Plan(syllables, end).before())) for end in chosen for _ in range(each)]
            lines = self._sample(plans, room, top_k, temperature, generator)
        fitting = (
            line for line, (end, _) in zip(lines, plans, strict=True)
            if (line_words := words(line)) and line_words[-1] == end and len(line_words) <= most_words
        )  # fmt: skip
        return list(dict.fromkeys(fitting))

    def _ids(self, text: str) -> list[int]:
        return self._tokenizer(text, verbose=False)["input_ids"]

    def _likely_ends(self, before: list[int], syllables: int, ends: Sequence[str], n: int, generator: Any) -> list[str]:
        """At most `n` of the last words, drawn by their likelihood after the syllables of a plan; all of as many tokens, so
        that their lines are sampled in one batch.
        """
        import torch

        spelled = [self._ids(f" {end}:") for end in ends]
        logits = self._planned.read([*before, *self._ids(f"{syllables}")]).log_softmax(-1)
        first = logits[torch.tensor([ids[0] for ids in spelled], device=logits.device)].cpu()
        likely = first.argsort(descending=True)[:EXACT_ENDS].tolist()
        length = max(len(spelled[i]) for i in likely)
        rows = torch.tensor([spelled[i] + [0] * (length - len(spelled[i])) for i in likely], device=logits.device)
        later = self._planned.rows(len(likely), length).step(rows[:, :-1]).log_softmax(-1)
        later = later.gather(2, rows[:, 1:, None])[..., 0].cpu()
        nats = torch.stack([first[i] + later[row, : len(spelled[i]) - 1].sum() for row, i in enumerate(likely)])
        noise = -torch.log(-torch.log(torch.rand(len(likely), generator=generator).clamp(1e-9, 1 - 1e-9)))
        drawn = [likely[row] for row in (nats + noise).argsort(descending=True).tolist()]
        lengths = Counter(len(spelled[i]) for i in drawn[:n])
        usual = lengths.most_common(1)[0][0]
        return [str(ends[i]) for i in drawn if len(spelled[i]) == usual][:n]

    def _sample(
        self, plans: Sequence[tuple[str, list[int]]], room: int, top_k: int, temperature: float, generator: Any
    ) -> list[str]:
        """A line after each plan (its tokens equally many); empty where it did not end."""
        import torch

        line_ends, _ = self._line_ends
        own = self._planned.rows(len(plans), room)
        logits = own.step(torch.tensor([ids for _, ids in plans], device=self._model.device))[:, -1]
        tokens: list[list[int]] = [[] for _ in plans]
        going, ended = list(range(len(plans))), set()
        while own.filled + 1 < room and len(going) > STRAGGLERS * len(plans):
            values, ids = logits.topk(min(top_k, logits.shape[-1]))
            drawn = ids.gather(1, torch.multinomial((values / temperature).softmax(-1), 1, generator=generator))
            for row, token in zip(going, drawn[:, 0].tolist(), strict=True):
                tokens[row].append(token)
            over = line_ends[drawn[:, 0]]
            if over.any():
                ended.update(row for row, last in zip(going, over.tolist(), strict=True) if last)
                going = [row for row in going if row not in ended]
                if not going:
                    break
                own.select((~over).nonzero()[:, 0])
                drawn = drawn[~over]
            logits = own.step(drawn)[:, -1]
        texts = self._tokenizer.batch_decode(tokens, skip_special_tokens=True)
        return [text.split("\n")[0].strip() if row in ended else "" for row, text in enumerate(texts)]

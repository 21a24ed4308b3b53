"""Writing lines towards given last words, with a model that was trained on planned lines.

What belongs here: choosing last words that fit, and sampling lines that end in them. What does not: the format of planned lines
(planned.py), choosing the best line of a verse (verses.py).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assets.models.planned import heading, planned_lines, without_plan
from assets.models.writing.causal_writer import TOKENS_PER_WORD, CausalWriter
from assets.models.writing.language_model import SCORED_STYLE
from assets.models.writing.sampling import Sampled, generator, sample_lines
from assets.models.writing.shared_prefix import SharedPrefixes
from assets.phonetics.g2p import Pronouncer
from assets.text import words

MOST_TOKENS_OF_A_PLAN = 6
_FIRST_PERSON = re.compile(r"\bi\b")
PARTNERS = 0.5  # weight of the log-likelihood that other words of its rhyme family end a line, for a first rhyme word
FEWEST = 1e-6  # the likelihood of rhyme partners if there are none
RELATED = 12  # related words for each word of a theme
NEIGHBOURS = 10  # over which the density around a word is averaged
THEME_WORD = 3.0  # bonus in nats for a theme's own word as a last word


@dataclass(frozen=True, slots=True)
class About:
    """What a verse is about, in words, and the artist whose style it should have."""

    theme: tuple[str, ...] = ()
    artist: str = ""


@dataclass(frozen=True, slots=True)
class Aim:
    """A line to write.

    Attributes:
        verse: the lines so far.
        ends: the last words to choose from, lower case, at least one.
        syllables: the wanted number of syllables.
        about: theme and artist.
        seed: the seed for sampling.
        wanted: preference for last words, 0 to 1.
        families: the rhyme family of each last word if a later line is to rhyme with this one; else empty.
    """

    verse: Sequence[str]
    ends: Sequence[str]
    syllables: int
    about: About
    seed: int
    wanted: Mapping[str, float] = field(default_factory=dict)
    families: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """Log-likelihoods (nats) of lines without plans, each of shape (lines,).

    `nats`: of the line and its end after the verse; `alone`: the same without the verse; `last_word`: of the last word, given
    everything before it.
    """

    nats: np.ndarray
    alone: np.ndarray
    last_word: np.ndarray


class AimedWriter(CausalWriter):
    """A `LanguageModel` that can also write a line towards a given last word.

    The methods of `LanguageModel` read and write without plans.
    """

    def __init__(self, name: str, model: Any, tokenizer: Any, pronouncer: Pronouncer) -> None:
        super().__init__(name, SCORED_STYLE, model, tokenizer)
        self._pronouncer = pronouncer
        self._planned = SharedPrefixes(self._model)
        self._planned_ends: dict[str, list[int]] = {}

    def continue_texts(self, prompts: Sequence[str], *, new_tokens: int, top_k: int, seed: int) -> list[str]:
        """See `LanguageModel`. Plans are removed from the text."""
        texts = super().continue_texts(prompts, new_tokens=new_tokens, top_k=top_k, seed=seed)
        return ["\n".join(map(without_plan, text.split("\n"))) for text in texts]

    def propose_lines(
        self, verses: Sequence[Sequence[str]], n: int, *, top_k: int, most_words: int, seeds: Sequence[int]
    ) -> list[list[str]]:
        """See `LanguageModel`. Plans are removed, unless a line is nothing else."""
        proposed = super().propose_lines(verses, n, top_k=top_k, most_words=most_words, seeds=seeds)
        return [[without_plan(line) or line for line in lines] for lines in proposed]

    def aim(
        self,
        targets: Sequence[Aim],
        *,
        n: int,
        ends_tried: int,
        top_k: int,
        temperature: float,
        most_words: int,
    ) -> list[list[str]]:
        """For each verse at most `n` distinct lines, each written towards one of its last words; all in one batch.

        Last words are drawn without replacement by their likelihood (Gumbel top-k, Vieira 2014). Lines are sampled from the
        `top_k` likeliest tokens at a temperature. Lines that do not end by themselves in their last word are dropped.

        Args:
            ends_tried: for how many last words lines are written.
        """
        import torch

        self._cores.use()
        room = MOST_TOKENS_OF_A_PLAN + TOKENS_PER_WORD * most_words
        generators = [generator(self._model, target.seed) for target in targets]
        lines: list[list[str]] = [[] for _ in targets]
        with torch.inference_mode():
            logits = self._planned.read([self._before_end(target, room) for target in targets]).log_softmax(-1)
            chosen = [
                self._likely_ends(of_verse, target, ends_tried, of)
                for of_verse, target, of in zip(logits, targets, generators, strict=True)
            ]
            # Plans that are read in one step must have the same number of tokens; nearly all (" word:") have two.
            for length in sorted({len(ends[0][1]) for ends in chosen}):
                plans = [
                    [plan for plan in ends for _ in range(max(1, n // len(ends)))] if len(ends[0][1]) == length else []
                    for ends in chosen
                ]
                rows = self._planned.rows([len(of_verse) for of_verse in plans], room)
                ids = torch.tensor([ids for of_verse in plans for _, ids in of_verse], device=self._model.device)
                sampled = sample_lines(
                    rows, rows.step(ids)[:, -1], self._line_tokens, generators, room=room, most_words=most_words, top_k=top_k,
                    temperature=temperature,
                )  # fmt: skip
                wanted = [(verse, end) for verse, of_verse in enumerate(plans) for end, _ in of_verse]
                for (verse, end), line in zip(wanted, self._finished(sampled), strict=True):
                    if _ends_in(line, end, most_words) and line not in lines[verse]:
                        lines[verse].append(line)
        return lines

    def _finished(self, sampled: Sampled) -> list[str]:
        """The text of each sampled line; empty if it did not end by itself."""
        texts = self._tokenizer.batch_decode(sampled.tokens, skip_special_tokens=True)
        return [
            _FIRST_PERSON.sub("I", text.split("\n")[0].strip()) if ended else ""  # some training songs write "i'll"
            for text, ended in zip(texts, sampled.ended, strict=True)
        ]

    def end_nats(self, targets: Sequence[Aim], *, most_words: int) -> list[np.ndarray]:
        """For each verse the log-likelihoods (nats, up to a constant) of its last words plus their preference: shape
        (words,).
        """
        import torch

        room = MOST_TOKENS_OF_A_PLAN + TOKENS_PER_WORD * most_words
        with torch.inference_mode():
            logits = self._planned.read([self._before_end(target, room) for target in targets]).log_softmax(-1)
            return [
                self._preferred_nats(of_verse, target, list(map(self._in_plan, target.ends))).double().cpu().numpy()
                for of_verse, target in zip(logits, targets, strict=True)
            ]

    def judge(self, verses: Sequence[Sequence[str]], lines: Sequence[Sequence[str]]) -> list[Judged]:
        """The log-likelihoods of lines after their verses, of the lines alone, and of their last words."""
        flat = [line for of_verse in lines for line in of_verse]
        # In one batch: reading the weights takes most of the time.
        both, ids = self._token_nats([*verses, []], [*lines, flat])
        nats, alone = both[: len(flat)], both[len(flat) :].sum(1)
        last = np.array([
            row[self._last_word_at(of_line) : len(of_line) - 1].sum() for row, of_line in zip(nats, ids, strict=False)
        ])  # fmt: skip
        edges = np.cumsum([len(of_verse) for of_verse in lines])[:-1]
        fields = (np.split(values, edges) for values in (nats.sum(1), alone, last))
        return [Judged(*of_verse) for of_verse in zip(*fields, strict=True)]

    def related(self, theme: Sequence[str], vocabulary: Sequence[str]) -> dict[str, float]:
        """A theme's words (weight 1) and the related words of a vocabulary, the closest near 1, neighbours in order.

        Related words are those near in the model's token embeddings, in which "rain" is near snow, weather, sun and wind.
        Co-occurrence in two hundred songs is not enough: there "rain" was nearest to "wipers" and "camel".

        Closeness is the cosine similarity minus the mean similarity of both words to their neighbours (CSLS, Conneau et al.
        2018, "Word translation without parallel data"): without that correction "the" is close to everything.
        """
        import torch

        with torch.inference_mode():
            vectors = self._model.get_input_embeddings().weight.float()
            centre, spelled = vectors.mean(0), {word: self._ids(f" {word}") for word in vocabulary}
            known = [word for word, ids in spelled.items() if len(ids) == 1 and word not in theme]
            if not known or not theme:
                return dict.fromkeys(theme, 1.0)
            of_known = _directions(vectors[[spelled[word][0] for word in known]] - centre)
            of_theme = _directions(torch.stack([vectors[self._ids(f" {word}")].mean(0) for word in theme]) - centre)
            nearest = min(NEIGHBOURS, len(known))
            # A word is its own nearest neighbour.
            hubness = (
                (of_known @ of_known.T).topk(min(nearest + 1, len(known)), dim=1).values[:, 1:].mean(1).nan_to_num()
            )
            cosines = of_theme @ of_known.T
            close = 2 * cosines - hubness - cosines.topk(nearest, dim=1).values.mean(1, keepdim=True)
            best = close.topk(min(RELATED, len(known)), dim=1).indices.tolist()
        weights: dict[str, float] = {}
        for of_word in best:
            for rank, place in enumerate(of_word, start=1):
                weights[known[place]] = max(weights.get(known[place], 0.0), 1 - rank / (RELATED + 1))
        near = [known.index(word) for word in weights]
        chained = _chain(of_known[near] @ of_known[near].T)
        weights = {known[near[i]]: weights[known[near[i]]] for i in chained}
        return weights | dict.fromkeys(theme, 1.0)

    def _before_end(self, target: Aim, room: int) -> list[int]:
        """The tokens before a plan's last word: heading and verse, truncated from the left to leave `room`, and the number of
        syllables.
        """
        about = target.about
        lines = [heading(about.theme, about.artist), *planned_lines(target.verse, self._pronouncer)]
        ids = [self._tokenizer.eos_token_id, *self._ids("\n".join(lines) + "\n")]
        return [*ids[-max(1, self._window - room) :], *self._ids(f"{target.syllables}")]

    def _ids(self, text: str) -> list[int]:
        return self._tokenizer(text, verbose=False)["input_ids"]

    def _in_plan(self, end: str) -> list[int]:
        """The tokens of a last word in a plan. Cached: the same hundreds of words occur at each line, which took a tenth of the
        time.
        """
        if end not in self._planned_ends:
            self._planned_ends[end] = self._ids(f" {end}:")
        return self._planned_ends[end]

    def _likely_ends(self, logits: Any, target: Aim, n: int, source: Any) -> list[tuple[str, list[int]]]:
        """At most `n` last words with their tokens in a plan, drawn by likelihood and preference; all with the same number of
        tokens.

        A word's likelihood is that of its first token, divided by the number of words that begin with it: the remaining tokens
        are nearly certain, and scoring them took as long as the lines.
        """
        import torch

        ends = target.ends
        spelled = list(map(self._in_plan, ends))
        likely = self._preferred_nats(logits, target, spelled)
        if target.families:
            likely = likely + PARTNERS * _partners(likely, target.families)
        noise = torch.rand(len(spelled), generator=source, device=logits.device).clamp(1e-9, 1 - 1e-9)
        order = (likely - (-noise.log()).log()).argsort(descending=True).tolist()
        lengths = Counter(len(spelled[i]) for i in order[:n])
        usual = lengths.most_common(1)[0][0]
        return [(str(ends[i]), spelled[i]) for i in order if len(spelled[i]) == usual][:n]

    @staticmethod
    def _preferred_nats(logits: Any, target: Aim, spelled: Sequence[Sequence[int]]) -> Any:
        """The log-likelihoods (nats, up to a constant) of a target's last words plus their preference: shape (words,)."""
        import torch

        preference = torch.tensor(
            [THEME_WORD * target.wanted.get(end, 0.0) for end in target.ends], device=logits.device
        )
        sharing = Counter(ids[0] for ids in spelled)
        first = torch.tensor([ids[0] for ids in spelled], device=logits.device)
        shared = torch.tensor([float(sharing[ids[0]]) for ids in spelled], device=logits.device).log()
        return logits[first] - shared + preference


def _chain(closeness: Any) -> list[int]:
    """A greedy order, beginning with the first item, in which each item is the closest to the one before it.

    Args:
        closeness: shape (n, n).
    """
    order, left = [0], set(range(1, len(closeness)))
    while left:
        order.append(max(left, key=closeness[order[-1]].tolist().__getitem__))
        left.remove(order[-1])
    return order


def _directions(vectors: Any) -> Any:
    """Vectors (n, size) normalised to length 1."""
    return vectors / vectors.norm(dim=1, keepdim=True).clamp(min=1e-9)


def _partners(likely: Any, families: Sequence[str]) -> Any:
    """The log-likelihood that one of the other words of a word's rhyme family ends a line: shape (words,).

    The line that will rhyme follows the same verse, so a word that can end this line can also end that one.
    """
    import torch

    names, of_family = np.unique(np.asarray(families), return_inverse=True)
    share = likely.softmax(0)
    of_word = torch.as_tensor(of_family, device=share.device)
    whole = share.new_zeros(len(names)).index_add_(0, of_word, share)
    return (whole[of_word] - share).clamp(min=FEWEST).log()


def _ends_in(line: str, end: str, most_words: int) -> bool:
    line_words = words(line)
    return bool(line_words) and line_words[-1] == end and len(line_words) <= most_words

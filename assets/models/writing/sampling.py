"""Sampling lines token by token, for several verses in one batch.

What belongs here: the sampling loop. What does not: what the lines continue (causal_writer.py, aimed.py), which is best
(verses.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assets.models.writing.shared_prefix import Rows

if TYPE_CHECKING:
    import torch

STRAGGLERS = 0.125  # share of a text's lines that may be cut; a line has 8 words, but one of 64 has 20


def generator(model: Any, seed: int) -> Any:
    """A source of random numbers on a model's device."""
    import torch

    return torch.Generator(model.device).manual_seed(seed)


@dataclass(frozen=True, slots=True)
class LineTokens:
    """The role of each token of a vocabulary in a line: whether it ends a line, cannot begin one (`blank`), or begins a word,
    each of shape (vocabulary,); and the usual line-end token.
    """

    ends: "torch.Tensor"
    blank: "torch.Tensor"
    begins_word: "torch.Tensor"
    usual_end: int

    @classmethod
    def of(cls, tokenizer: Any, model: Any) -> "LineTokens":
        import torch

        special = set(tokenizer.all_special_ids)
        texts = [tokenizer.decode([token]) for token in range(model.config.vocab_size)]
        ends = [token in special or "\n" in text for token, text in enumerate(texts)]
        blank = [end or not text.strip() for end, text in zip(ends, texts, strict=True)]
        begins = [text.startswith(" ") for text in texts]
        truths = (torch.tensor(of, device=model.device) for of in (ends, blank, begins))
        return cls(*truths, usual_end=tokenizer("\n", verbose=False)["input_ids"][-1])


@dataclass(frozen=True, slots=True)
class Sampled:
    """Sampled lines: their tokens including the end, whether they ended by themselves, and, if requested, the log-likelihood of
    the tokens (nats): shape (lines,).
    """

    tokens: list[list[int]]
    ended: list[bool]
    nats: "torch.Tensor | None"


def sample_lines(
    rows: Rows,
    logits: Any,
    line_tokens: LineTokens,
    generators: Sequence[Any],
    *,
    room: int,
    most_words: int,
    top_k: int,
    temperature: float = 1.0,
    with_nats: bool = False,
) -> Sampled:
    """Sample each row's tokens up to the end of its line.

    Lines with more than `most_words` words are cut. So are the last few rows of a text that have not ended: waiting for a long
    line would double the time.

    Args:
        logits: the logits after the text that each row continues: shape (rows, vocabulary).
        generators: one for each text of `rows`, so that the samples of a text do not depend on the others.
        room: number of tokens that fit in the rows.
        with_nats: also sum the tokens' log-likelihoods, over the whole vocabulary and at temperature 1; lines that are cut then
            get an end.
    """
    import torch

    n, most = sum(rows.counts), STRAGGLERS * torch.tensor(rows.counts)
    tokens: list[list[int]] = [[] for _ in range(n)]
    ended = [False] * n
    going = list(range(n))
    # For the unfinished rows: which of them must end after their present word.
    closing = torch.zeros(n, dtype=torch.bool, device=logits.device)
    n_words = torch.zeros(n, dtype=torch.long, device=logits.device)
    nats = torch.zeros(n, device=logits.device)
    while True:
        values, ids = logits.topk(min(top_k, logits.shape[-1]))
        shares = (values / temperature).softmax(-1).split(rows.counts)
        places = torch.cat([
            torch.multinomial(share, 1, generator=of) for share, of in zip(shares, generators, strict=True) if len(share)
        ])  # fmt: skip
        drawn = ids.gather(1, places)[:, 0]
        begins = line_tokens.begins_word[drawn] | (n_words == 0)
        n_words += begins
        cut = (n_words > most_words) | (closing & begins)
        drawn[cut] = line_tokens.usual_end
        if with_nats:
            nats[going] += logits.gather(1, drawn[:, None])[:, 0] - logits.logsumexp(-1)
        over = line_tokens.ends[drawn]
        for row, token, done, by_force in zip(going, *(of.tolist() for of in (drawn, over, cut)), strict=True):
            tokens[row].append(token)
            ended[row] = done and not by_force
        text_of = torch.arange(len(most)).repeat_interleave(torch.tensor(rows.counts))
        left = torch.bincount(text_of[~over.cpu()], minlength=len(most))
        few = (left <= most)[text_of].to(over.device)
        open_rows = (~over if with_nats else ~over & ~few).nonzero()[:, 0]
        if not len(open_rows) or rows.filled + 1 >= room:
            return Sampled(tokens, ended, nats if with_nats else None)
        closing = few[open_rows]
        if len(open_rows) < len(going):
            going = [going[i] for i in open_rows.tolist()]
            rows.select(open_rows)
            drawn, n_words = drawn[open_rows], n_words[open_rows]
        logits = rows.step(drawn[:, None])[:, -1]

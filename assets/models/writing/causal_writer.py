"""A causal language model as a writer and as a judge.

What belongs here: texts and lines as tokens, and their likelihood. What does not: the loop that samples (sampling.py), the
texts' shared cache (shared_prefix.py), lines towards a last word (aimed.py), which line is best (verses.py).
"""

import functools
import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from assets.models.recipes import TextStyle, prepare_text
from assets.models.writing.language_model import SCORED_STYLE, Likelihood
from assets.models.writing.sampling import LineTokens, generator, sample_lines
from assets.models.writing.shared_prefix import Rows, SharedPrefixes
from resources.base_models import context_length
from resources.cores import FreeCores

BATCH_PROMPTS = 32
COLUMNS = 8  # tokens of a line read at a time; reading all lines up to the longest one's end would be twice the work
PLACES = 512  # positions whose logits are held at a time
TOKENS_PER_WORD = 3  # GPT-2's tokeniser makes 1.3 tokens of a word of lyrics; lines with more than this are cut


class CausalWriter:
    """A `LanguageModel` over a fine-tuned checkpoint."""

    def __init__(self, name: str, style: TextStyle, model: Any, tokenizer: Any) -> None:
        import torch

        self.name = name
        self._style: TextStyle = style
        self._tokenizer = tokenizer
        self._model: Any = model.eval()
        self._model.to("cuda" if torch.cuda.is_available() else "cpu")
        self._window = context_length(self._model)
        self._before = SharedPrefixes(self._model)
        self._cores = FreeCores()
        self._sampled_nats: dict[
            tuple[tuple[str, ...], str], float
        ] = {}  # of a line after a verse, as they were proposed last

    def log_likelihood(self, text: str) -> Likelihood:
        """See `LanguageModel`. A song longer than the context window is read in windows that overlap by half: each token is
        predicted once, with at least half a window before it.
        """
        import torch

        self._cores.use()
        text = prepare_text(text, SCORED_STYLE)
        end = self._tokenizer.eos_token_id
        # A song starts after the end token of the previous song, as in training.
        ids = [end, *self._tokenizer(text, verbose=False)["input_ids"], end]
        nats, done = 0.0, 1
        with torch.inference_mode():
            while done < len(ids):
                start = max(0, done - self._window // 2) if len(ids) > self._window else 0
                window = ids[start : start + self._window]
                logits = self._model(input_ids=torch.tensor([window], device=self._model.device)).logits[0, :-1]
                targets = torch.tensor(window[1:], device=self._model.device)
                scores = logits.float().log_softmax(-1).gather(1, targets[:, None])[:, 0]
                nats += float(scores[done - start - 1 :].double().sum())
                done = start + len(window)
        return Likelihood.of(nats, text)

    def continue_texts(self, prompts: Sequence[str], *, new_tokens: int, top_k: int, seed: int) -> list[str]:
        """See `LanguageModel`. Prompts are continued in batches; an end of text starts the next song."""
        import torch

        written: list[str] = []
        self._tokenizer.padding_side = "left"
        for first in range(0, len(prompts), BATCH_PROMPTS):
            self._cores.use()
            styled = [prepare_text(prompt, self._style) + "\n" for prompt in prompts[first : first + BATCH_PROMPTS]]
            batch = self._tokenizer(
                styled,
                return_tensors="pt",
                padding=True,
                truncation=True,
                max_length=max(1, self._window - new_tokens),
            ).to(self._model.device)
            batch.pop("token_type_ids", None)
            with torch.inference_mode(), torch.random.fork_rng():
                torch.manual_seed(seed + first)
                ids = self._model.generate(
                    **batch,
                    do_sample=True,
                    top_k=top_k,
                    temperature=1.0,
                    top_p=1.0,
                    max_new_tokens=new_tokens,
                    min_new_tokens=new_tokens,
                    pad_token_id=self._tokenizer.pad_token_id,
                )
            new = ids[:, batch["input_ids"].shape[1] :]
            written += self._tokenizer.batch_decode(new, skip_special_tokens=True)
        return written

    def propose_lines(
        self, verses: Sequence[Sequence[str]], n: int, *, top_k: int, most_words: int, seeds: Sequence[int]
    ) -> list[list[str]]:
        """See `LanguageModel`. Each verse is read once, and all lines are sampled in one batch."""
        import torch

        self._cores.use()
        room = TOKENS_PER_WORD * most_words
        with torch.inference_mode():
            # All lines of a verse begin with the same distribution.
            after = self._read(verses, room)
            begins = after.masked_fill(self._line_tokens.blank, -torch.inf)
            rows = self._before.rows([n] * len(verses), room)
            generators = [generator(self._model, seed) for seed in seeds]
            sampled = sample_lines(
                rows, begins.repeat_interleave(n, 0), self._line_tokens, generators, room=room, most_words=most_words, top_k=top_k,
                with_nats=True,
            )  # fmt: skip
            nats = sampled.nats + (begins.logsumexp(-1) - after.logsumexp(-1)).repeat_interleave(n)
        texts = self._tokenizer.batch_decode(sampled.tokens, skip_special_tokens=True)
        lines = [next((line for line in text.split("\n") if line.strip()), "") for text in texts]
        cut = [" ".join(line.split()[:most_words]) for line in lines]
        as_sampled = zip(cut, self._encoded(cut), sampled.tokens, nats.tolist(), strict=True)
        self._sampled_nats = {
            (tuple(verses[row // n]), line): likely
            for row, (line, ids, drawn, likely) in enumerate(as_sampled)
            if ids == drawn  # else the line was cut, or its usual tokenisation differs
        }
        return [cut[first : first + n] for first in range(0, len(cut), n)]

    def score_lines(self, verses: Sequence[Sequence[str]], lines: Sequence[Sequence[str]]) -> list[np.ndarray]:
        """See `LanguageModel`. Likelihoods from sampling are reused. For other lines, each verse is read once for all its
        lines, a common beginning of lines once, and all lines in one batch.
        """
        places = [(tuple(verse), line) for verse, of_verse in zip(verses, lines, strict=True) for line in of_verse]
        nats = np.array([self._sampled_nats.get(place, np.nan) for place in places])
        unknown = np.isnan(nats)
        edges = np.cumsum([len(of_verse) for of_verse in lines])[:-1]
        if unknown.any():
            left = [
                list(itertools.compress(of_verse, of))
                for of_verse, of in zip(lines, np.split(unknown, edges), strict=True)
            ]
            nats[unknown] = self._nats(verses, left)
        return np.split(nats, edges)

    def _encoded(self, lines: Sequence[str]) -> list[list[int]]:
        """Each line's tokens with its line end, in the model's own style."""
        return self._tokenizer([prepare_text(line, self._style) + "\n" for line in lines], verbose=False)["input_ids"]

    def _nats(self, verses: Sequence[Sequence[str]], lines: Sequence[Sequence[str]]) -> np.ndarray:
        """Log-likelihood (nats) of each line and its end: shape (all lines,). Lines that differ only in their last words are
        read once up to there, which saves most of the work when rhymes are tried.
        """
        import torch

        encoded = self._encoded([line for of_verse in lines for line in of_verse])
        cuts = [self._last_word_at(ids) for ids in encoded]
        verse_of = np.repeat(np.arange(len(lines)), [len(of_verse) for of_verse in lines]).tolist()
        places = [(verse, *ids[:cut]) for verse, ids, cut in zip(verse_of, encoded, cuts, strict=True)]
        number = {place: i for i, place in enumerate(dict.fromkeys(places))}
        if 2 * len(number) > len(places) or 0 in cuts:
            return self._token_nats(verses, lines)[0].sum(1)
        device = self._model.device
        stem_of = torch.tensor([number[place] for place in places], device=device)
        texts = torch.tensor([place[0] for place in number], device=device)
        stems, lengths = self._padded([list(place[1:]) for place in number])
        ends, of_ends = self._padded([ids[cut:] for ids, cut in zip(encoded, cuts, strict=True)])
        with torch.inference_mode():
            first = self._read(verses, stems.shape[1] + ends.shape[1]).log_softmax(-1)
            rows = self._before.rows(
                torch.bincount(texts, minlength=len(verses)).tolist(), stems.shape[1] + ends.shape[1]
            )
            hidden = rows.forward(self._model.base_model, stems)[0]
            nats = first[texts].gather(1, stems[:, :1])[:, 0] + self._predicted(hidden, stems, lengths)
            last = (
                self._model.get_output_embeddings()(hidden[torch.arange(len(stems)), lengths - 1])
                .float()
                .log_softmax(-1)
            )
            rows.end(lengths)
            rows.select(stem_of)
            nats = nats[stem_of] + last[stem_of, ends[:, 0]]
            nats += self._read_on(rows, ends, of_ends, columns=1).sum(1)
        return nats.double().cpu().numpy()

    def _predicted(self, hidden: Any, ids: Any, lengths: Any) -> Any:
        """Log-likelihood (nats) of each row's tokens from the second on, given the hidden states before them: shape (rows,)."""
        import torch

        real = torch.arange(1, ids.shape[1], device=ids.device) < lengths[:, None]
        nats = torch.zeros(real.shape, device=ids.device)
        if real.any():  # else all rows have one token
            nats[real] = self._nats_of(hidden[:, : real.shape[1]][real], ids[:, 1:][real])
        return nats.sum(1)

    def _padded(self, ids: Sequence[Sequence[int]]) -> tuple[Any, Any]:
        """Rows of tokens padded with zeros: shape (rows, longest); and their lengths: shape (rows,)."""
        import torch

        lengths = torch.tensor([len(row) for row in ids], device=self._model.device)
        longest = int(lengths.max())
        return torch.tensor([[*row, *[0] * (longest - len(row))] for row in ids], device=lengths.device), lengths

    def _token_nats(
        self, verses: Sequence[Sequence[str]], lines: Sequence[Sequence[str]]
    ) -> tuple[np.ndarray, list[list[int]]]:
        """Log-likelihood (nats) of each token of each line and its end, 0 for padding: shape (all lines, longest); and the
        lines' tokens.
        """
        import torch

        counts = [len(of_verse) for of_verse in lines]
        encoded = self._encoded([line for of_verse in lines for line in of_verse])
        ids, lengths = self._padded(encoded)
        longest = ids.shape[1]
        nats = torch.zeros(ids.shape, device=lengths.device)
        with torch.inference_mode():
            logits = self._read(verses, longest).repeat_interleave(torch.tensor(counts, device=lengths.device), 0)
            nats[:, 0] = logits.gather(1, ids[:, :1])[:, 0] - logits.logsumexp(-1)
            nats += self._read_on(self._before.rows(counts, longest), ids, lengths, columns=COLUMNS)
        return nats.double().cpu().numpy(), encoded

    def _read_on(self, rows: Rows, ids: Any, lengths: Any, columns: int) -> Any:
        """Log-likelihood (nats) of each row's tokens given those before them, 0 for the first: shape (rows, longest).

        Reads `columns` tokens at a time, of the rows that are not finished.
        """
        import torch

        nats, going = torch.zeros(ids.shape, device=ids.device), torch.arange(len(ids), device=ids.device)
        real = torch.arange(ids.shape[1], device=ids.device) < lengths[:, None]
        for start in range(0, ids.shape[1] - 1, columns):
            longer = (lengths[going] > start + 1).nonzero()[:, 0]
            if len(longer) < len(going):
                going = going[longer]
                rows.select(longer)
            read, predicted = (
                slice(start, min(start + columns, ids.shape[1] - 1)),
                slice(start + 1, start + columns + 1),
            )
            hidden = rows.forward(self._model.base_model, ids[going, read])[0]
            later = real[going, predicted]
            more = torch.zeros(later.shape, device=ids.device)
            more[later] = self._nats_of(hidden[later], ids[going, predicted][later])
            nats[going, predicted] = more
        return nats

    def _last_word_at(self, ids: Sequence[int]) -> int:
        """The place of the token that begins a line's last word; the line's end is its last token."""
        return next((at for at in range(len(ids) - 2, 0, -1) if self._begins_word[ids[at]]), 0)

    @functools.cached_property
    def _begins_word(self) -> list[bool]:
        return self._line_tokens.begins_word.tolist()

    def _nats_of(self, hidden: Any, tokens: Any) -> Any:
        """Log-likelihood (nats) of one token at each of many positions: shape (places,).

        Computed in parts: GPT-2's 50,257 logits for all lines of 12 verses at once would need 4 GB.
        """
        import torch

        head = self._model.get_output_embeddings()
        nats = []
        for some, of_some in zip(hidden.split(PLACES), tokens.split(PLACES), strict=True):
            logits = head(some).float()
            nats.append(logits.gather(1, of_some[:, None])[:, 0] - logits.logsumexp(-1))
        return torch.cat(nats)

    def _read(self, verses: Sequence[Sequence[str]], room: int) -> Any:
        """The logits after each verse: shape (verses, vocabulary). Verses are truncated from the left to leave `room` in the
        context window.
        """
        texts = ["".join(prepare_text(line, self._style) + "\n" for line in verse) for verse in verses]
        encoded = [self._tokenizer(text, verbose=False)["input_ids"] if text else [] for text in texts]
        return self._before.read([
            [self._tokenizer.eos_token_id, *ids][-max(1, self._window - room) :] for ids in encoded
        ])  # fmt: skip

    @functools.cached_property
    def _line_tokens(self) -> LineTokens:
        return LineTokens.of(self._tokenizer, self._model)

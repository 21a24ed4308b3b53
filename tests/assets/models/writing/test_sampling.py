"""The end of sampled lines: where the model ends them, or after a whole word if they are cut."""

from typing import Any

import pytest

from assets.models.writing.sampling import LineTokens, Sampled, generator, sample_lines

END, WORD, REST = 0, 1, 2  # ends a line, begins a word, goes on with it


class Spelled:
    """In place of a model's rows: each row's next token is certain, by a text that is given."""

    def __init__(self, texts: list[list[list[int]]]) -> None:
        self.counts = [len(of_text) for of_text in texts]
        self._going = [ids for of_text in texts for ids in of_text]
        self._text_of = [text for text, of_text in enumerate(texts) for _ in of_text]
        self.filled = 0

    def logits(self) -> Any:
        import torch

        next_ids = torch.tensor([ids[self.filled] for ids in self._going])
        return torch.full((len(next_ids), 3), -20.0).scatter_(1, next_ids[:, None], 20.0)

    def step(self, ids: Any) -> Any:
        self.filled += ids.shape[1]
        return self.logits()[:, None]

    def select(self, rows: Any) -> None:
        chosen = rows.tolist()
        self._going = [self._going[row] for row in chosen]
        self._text_of = [self._text_of[row] for row in chosen]
        self.counts = [self._text_of.count(text) for text in range(len(self.counts))]


def sampled(texts: list[list[list[int]]], *, with_nats: bool, most_words: int = 6) -> Sampled:
    import torch

    spelled: Any = Spelled(texts)
    line_tokens = LineTokens(
        ends=torch.tensor([True, False, False]), blank=torch.tensor([True, False, False]),
        begins_word=torch.tensor([False, True, False]), usual_end=END,
    )  # fmt: skip
    generators = [generator(torch.empty(0), seed) for seed, _ in enumerate(texts)]
    return sample_lines(
        spelled, spelled.logits(), line_tokens, generators, room=18, most_words=most_words, top_k=3, with_nats=with_nats
    )


SHORT, LONG = [WORD, END, *[END] * 16], [WORD, REST, REST] * 6


@pytest.mark.parametrize("with_nats", [True, False])
def test_the_last_unfinished_line_of_a_text_is_cut(with_nats: bool) -> None:
    """The other text's lines go on: it has none that ended."""
    found = sampled([[SHORT] * 7 + [LONG], [LONG] * 8], with_nats=with_nats, most_words=3)
    assert found.tokens[:7] == [[WORD, END]] * 7
    assert found.ended == [True] * 7 + [False] * 9
    if with_nats:
        assert found.tokens[7] == [WORD, REST, REST, END], "its word is written out"
        assert found.nats is not None
        # An end where another word was all but certain.
        assert found.nats.tolist() == pytest.approx([0.0] * 7 + [-40.0] * 9, abs=1e-3)
    else:
        assert found.tokens[7] == [WORD, REST]
    assert found.tokens[8:] == [[*[WORD, REST, REST] * 3, END]] * 8, "three words"


def test_a_line_stops_at_its_maximum_length() -> None:
    found = sampled([[[WORD, *[REST] * 17]] * 2], with_nats=True)
    assert found.ended == [False] * 2
    assert {len(tokens) for tokens in found.tokens} == {18}

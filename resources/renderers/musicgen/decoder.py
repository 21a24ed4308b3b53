"""Our decoding loop for MusicGen: turns the text's hidden states and the tokens so far into further tokens.

What belongs here: the forward pass and the loop. What does not: windows (music/planning.py), text and audio (engine.py).

Differences from transformers' `generate`: the cache is allocated once (theirs is copied at each step); projections of the same
input are one product; linear layers are int8 on a CPU; the unconditional half of the guidance skips cross-attention, because
without a text its result is zero (no projection has a bias). A finished row costs no more time. Conditional and unconditional
rows alternate, and longer rows come first, so that dropping a row needs only a view.

Source of model, delay pattern and guidance: Copet et al., "Simple and Controllable Music Generation", 2023.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resources.cores import FreeCores
from resources.linear import Precision, Product, product
from resources.renderers.musicgen.cache import ByteCache, Cache, FullCache

if TYPE_CHECKING:
    import torch

FREE = -1  # a position of the pattern whose token is yet to be chosen

Choose = Callable[["torch.Tensor"], "torch.Tensor"]
"""Guided logits (rows, codebooks, vocabulary) → tokens (rows, codebooks)."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer's products and norms (scale, shift)."""

    norms: tuple[tuple["torch.Tensor", "torch.Tensor", float], ...]
    qkv: Product
    out: Product
    cross_q: Product
    cross_kv: Product
    cross_out: Product
    up: Product
    down: Product
    activation: Callable[["torch.Tensor"], "torch.Tensor"]


@dataclass(frozen=True, slots=True)
class Condition:
    """The texts of a batch for each layer: keys and values (rows, heads, words, width), and a mask of the words."""

    keys_values: list[tuple["torch.Tensor", "torch.Tensor"]]
    mask: "torch.Tensor"


class Decoder:
    """A MusicGen decoder.

    Args:
        decoder: transformers' MusicgenForCausalLM. Its layers are removed from it one by one, so that the weights are not in
            memory twice.
        precision: of the linear layers. On a CPU the cache has 8 bits, or fp32 if they are fp32.
        device: cpu or cuda.
    """

    def __init__(self, decoder: Any, precision: Precision, device: str) -> None:
        import torch

        config, stack = decoder.config, decoder.model.decoder
        self.precision, self.device = precision, device
        self.heads, self.width = config.num_attention_heads, config.hidden_size // config.num_attention_heads
        self.codebooks, self.vocabulary, self.start = config.num_codebooks, config.vocab_size, config.pad_token_id
        # Each codebook is delayed by one step. Left and right of stereo models alternate and share their delay.
        self.delays = [codebook // config.audio_channels for codebook in range(self.codebooks)]
        self.embeddings = torch.stack([table.weight.detach().float() for table in stack.embed_tokens]).to(device)
        self.sinusoids = stack.embed_positions.get_embedding
        self.layers = []
        for number in range(len(stack.layers)):
            self.layers.append(_layer(stack.layers[number].to(device), precision))
            stack.layers[number] = torch.nn.Identity()
        self.norm = _norm(stack.layer_norm.to(device))
        self.head = product([head.weight.to(device) for head in decoder.lm_heads], precision)

    def condition(self, states: "torch.Tensor", mask: "torch.Tensor") -> Condition:
        """Prepare the hidden states (rows, words, hidden size) and the mask (rows, words) of a batch's texts for the layers."""
        import torch

        with torch.inference_mode():
            states = (states * mask[..., None]).float()
            shape = (*states.shape[:2], 2, self.heads, self.width)
            pairs = [layer.cross_kv(states).view(shape).permute(2, 0, 3, 1, 4).contiguous() for layer in self.layers]
            return Condition([(pair[0], pair[1]) for pair in pairs], mask[:, None, None, :] > 0)

    def generate(
        self, condition: Condition, given: "torch.Tensor", frames: Sequence[int], choose: Choose, guidance: float = 3.0
    ) -> Iterator[tuple[int, "torch.Tensor"]]:
        """Continue from given tokens.

        Args:
            condition: the texts of the rows.
            given: (rows, codebooks, frames so far); no frames to start from nothing.
            frames: the final number of frames of each row, at least one more than given, in descending order.
            choose: chooses tokens from the logits of the unfinished rows.
            guidance: the weight of the conditional against the unconditional logits (1: only conditional).

        Yields:
            (row, its tokens of shape (codebooks, frames)) when it is finished, the last row first.
        """
        import torch

        assert list(frames) == sorted(frames, reverse=True)
        assert given.shape[2] < frames[-1]
        with torch.inference_mode():
            pattern = self._pattern(given, frames)
            length = pattern.shape[2] - 1
            self.positions = self.sinusoids(length, self.heads * self.width).to(self.device)
            cache = self._cache(2 * len(frames), length)
            step = self._graphed(cache, condition) if self.device == "cuda" else None
            at = torch.arange(given.shape[2] + 1, device=self.device)
            logits = self._forward(cache, condition, pattern[:, :, : len(at)], at)
        active, cores = len(frames), FreeCores()
        for column in range(given.shape[2] + 1, pattern.shape[2]):
            if not step:
                cores.use()
            # Not around the whole loop, because the caller's code between two rows must not run in inference mode.
            with torch.inference_mode():
                wanted = pattern[:active, :, column]
                chosen = choose(torch.lerp(logits[1::2], logits[0::2], guidance))
                pattern[:active, :, column] = torch.where(wanted == FREE, chosen, wanted)
            while active and column == frames[active - 1] + self.delays[-1]:
                active -= 1
                yield active, self._undelayed(pattern[active], frames[active])
            if active:
                with torch.inference_mode():
                    tokens, at = pattern[:active, :, column : column + 1], torch.tensor([column], device=self.device)
                    logits = step(tokens, at) if step else self._forward(cache, condition, tokens, at)

    def cache_bytes(self, length: int) -> int:
        """The bytes of cache for a row and its unconditional twin, for `length` frames."""
        size = 4 if self.precision == "fp32" else 2
        small = self.device == "cpu" and self.precision != "fp32"
        each = ByteCache.bytes_of_head(self.width, length) if small else 2 * self.width * length * size
        return 2 * len(self.layers) * self.heads * each

    def _cache(self, rows: int, length: int) -> Cache:
        import torch

        if self.device == "cpu" and self.precision != "fp32":
            return ByteCache(len(self.layers), rows, self.heads, self.width, length)
        dtype = torch.float32 if self.precision == "fp32" else torch.bfloat16
        return FullCache(len(self.layers), rows, self.heads, self.width, length, dtype, self.device)

    def _pattern(self, given: "torch.Tensor", frames: Sequence[int]) -> "torch.Tensor":
        """Tokens by step: each codebook behind its delay, the start token before and after it, FREE where to choose."""
        import torch

        shape = (len(frames), self.codebooks, 1 + frames[0] + self.delays[-1])
        pattern = torch.full(shape, self.start, device=self.device)
        for codebook, delay in enumerate(self.delays):
            first = 1 + delay
            pattern[:, codebook, first : first + given.shape[2]] = given[:, codebook]
            for row, end in enumerate(frames):
                pattern[row, codebook, first + given.shape[2] : first + end] = FREE
        return pattern

    def _undelayed(self, pattern: "torch.Tensor", frames: int) -> "torch.Tensor":
        import torch

        return torch.stack([pattern[k, 1 + delay : 1 + delay + frames] for k, delay in enumerate(self.delays)])

    def _forward(
        self, cache: Cache, condition: Condition, tokens: "torch.Tensor", at: "torch.Tensor"
    ) -> "torch.Tensor":
        """Logits (2 × rows, codebooks, vocabulary) after the last of the tokens (rows, codebooks, positions)."""
        from torch.nn import functional

        cache.seek(at)
        rows, positions = len(tokens), tokens.shape[2]
        x = self.positions[at] + sum(self.embeddings[k][tokens[:, k]] for k in range(self.codebooks))
        x = x.repeat_interleave(2, 0)
        mask = condition.mask[:rows]
        for number, layer in enumerate(self.layers):
            qkv = layer.qkv(_normed(x, layer.norms[0])).view(2 * rows, positions, 3, self.heads, self.width)
            x = x + layer.out(cache.attend(number, *qkv.unbind(2)))
            keys, values = condition.keys_values[number]
            q = layer.cross_q(_normed(x[0::2], layer.norms[1])).view(rows, positions, self.heads, self.width)
            heard = functional.scaled_dot_product_attention(
                q.transpose(1, 2), keys[:rows], values[:rows], attn_mask=mask
            )
            x[0::2] += layer.cross_out(heard.transpose(1, 2).flatten(2))
            x = x + layer.down(layer.activation(layer.up(_normed(x, layer.norms[2]))))
        logits = self.head(_normed(x[:, -1], self.norm))
        return logits.view(2 * rows, self.codebooks, self.vocabulary)

    def _graphed(
        self, cache: Cache, condition: Condition
    ) -> Callable[["torch.Tensor", "torch.Tensor"], "torch.Tensor"]:
        """A step as CUDA graphs, one per number of rows. For one token per row, launching kernels takes longer than they run."""
        import torch

        graphs: dict[int, tuple[Any, Any, Any, Any]] = {}

        def step(tokens: "torch.Tensor", at: "torch.Tensor") -> "torch.Tensor":
            rows = len(tokens)
            if rows not in graphs:
                static_tokens, static_at = tokens.clone(), at.clone()
                side = torch.cuda.Stream()
                side.wait_stream(torch.cuda.current_stream())
                with torch.cuda.stream(side):
                    for _ in range(2):
                        self._forward(cache, condition, static_tokens, static_at)
                torch.cuda.current_stream().wait_stream(side)
                graph = torch.cuda.CUDAGraph()
                with torch.cuda.graph(graph):
                    logits = self._forward(cache, condition, static_tokens, static_at)
                graphs[rows] = graph, static_tokens, static_at, logits
            graph, static_tokens, static_at, logits = graphs[rows]
            static_tokens.copy_(tokens)
            static_at.copy_(at)
            graph.replay()
            return logits

        return step


def _norm(norm: Any) -> tuple["torch.Tensor", "torch.Tensor", float]:
    return norm.weight.detach().float(), norm.bias.detach().float(), norm.eps


def _normed(x: "torch.Tensor", norm: tuple["torch.Tensor", "torch.Tensor", float]) -> "torch.Tensor":
    from torch.nn import functional

    return functional.layer_norm(x, norm[0].shape, *norm)


def _layer(layer: Any, precision: Precision) -> Layer:
    self_attention, cross = layer.self_attn, layer.encoder_attn
    norms = (layer.self_attn_layer_norm, layer.encoder_attn_layer_norm, layer.final_layer_norm)
    return Layer(
        norms=tuple(_norm(norm) for norm in norms),
        qkv=product(
            [self_attention.q_proj.weight, self_attention.k_proj.weight, self_attention.v_proj.weight], precision
        ),
        out=product([self_attention.out_proj.weight], precision),
        cross_q=product([cross.q_proj.weight], precision),
        cross_kv=product([cross.k_proj.weight, cross.v_proj.weight], precision),
        cross_out=product([cross.out_proj.weight], precision),
        up=product([layer.fc1.weight], precision),
        down=product([layer.fc2.weight], precision),
        activation=layer.activation_fn,
    )


class TopK:
    """A `Choose` that samples from the k likeliest tokens.

    Each row has its own generator, so it does not depend on the other rows of its batch. The sample is the token with the
    smallest E / p, with independent exponential E (exponential clocks).
    """

    def __init__(self, k: int, generators: Sequence["torch.Generator"]) -> None:
        self.k, self.generators = k, generators

    def __call__(self, logits: "torch.Tensor") -> "torch.Tensor":
        """See `Choose`."""
        import torch

        values, tokens = logits.float().topk(min(self.k, logits.shape[-1]), -1)
        clocks = torch.empty_like(values)
        for row, generator in zip(clocks, self.generators, strict=False):
            row.exponential_(generator=generator)
        return tokens.gather(-1, (values.softmax(-1) / clocks).argmax(-1, keepdim=True))[..., 0]

"""From training data to language models: n-gram and fine-tuned GPT-2s, their recipes and their decoding."""

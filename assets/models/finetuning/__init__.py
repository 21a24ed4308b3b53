"""Fine-tuning with transformers: blocks of tokens, resumable training, and the search for a recipe."""

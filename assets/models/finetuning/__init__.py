"""Fine-tuning transformers: blocks of tokens, training that resumes, and the search for a recipe."""

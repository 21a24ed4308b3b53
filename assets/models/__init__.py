"""From training data to language models: the n-gram model, fine-tuned models, their recipes, and writing with them.

What belongs here: the stage's Dagster modules, recipes and checkpoints; `ngram/` counts and scores, `finetuning/` trains
with transformers, `writing/` decodes. What does not: judging what was written (assets/evaluation).
"""

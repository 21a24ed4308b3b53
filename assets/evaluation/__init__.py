"""From models to a judgement: verses, metrics, champion and report."""

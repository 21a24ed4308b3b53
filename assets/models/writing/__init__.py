"""Writing with a trained model: decoding, rhyming verses, styles, and masking slurs."""

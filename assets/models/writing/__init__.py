"""Writing with a trained model: decoding, verses that rhyme, styles, and the slurs that samples mask."""

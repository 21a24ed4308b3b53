"""From words to sounds: pronunciations, rhyme and meter."""

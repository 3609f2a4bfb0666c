"""Words and pipes that every part of ClippedAI shares. Imports none of them."""

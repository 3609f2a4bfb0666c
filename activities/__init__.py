"""How each stage is done: one room per stage. Rooms never import rooms."""

"""How near two texts are to each other. Pure."""

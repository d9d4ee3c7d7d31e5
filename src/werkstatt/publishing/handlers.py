"""What publishing does when the strategy moves on. Filled by ``tasks``."""

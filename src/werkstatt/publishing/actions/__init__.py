"""What publishing writes: files made from versions."""

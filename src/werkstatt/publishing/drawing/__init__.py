"""Read models as HTML. Built as text, because a chapter has hundreds of pieces and templates would be too slow."""

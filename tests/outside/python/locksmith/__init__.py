"""A locksmith's desk, which issues and removes the physical keys of its customers."""

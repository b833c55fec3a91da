"""User code for the type checkers, which `make types` runs over it. Nothing here is executed.

`right.py` must pass. In `wrong.py` each line that is ignored must be an error, or else the ignore is one.
"""

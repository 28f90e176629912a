"""Reads G-code: what a file is, what it needs and what is wrong with it."""

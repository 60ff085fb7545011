"""Fixes of characters and kinds of lines: the parts of the step `cleaning`."""

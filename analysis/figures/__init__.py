"""The figures of the study: each function takes a table, draws on `ax` and returns `ax`."""

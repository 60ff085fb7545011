"""What the notebooks say and show of their tables, with each number computed."""

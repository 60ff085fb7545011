"""Who is handed which words: the parts of the step `voices`."""

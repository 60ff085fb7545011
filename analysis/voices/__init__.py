"""Step 03: who is handed which words."""

"""Our steps and other tools side by side: one text, one run, an order that alternates."""

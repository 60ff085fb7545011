"""Topics: the step, from passages to models that say how far they can be trusted."""

"""Step 06: claims, their alternatives, and what holds."""

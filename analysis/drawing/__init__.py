"""The Figure: its style, drawing it in print and for a phone, saving it, showing a saved one."""

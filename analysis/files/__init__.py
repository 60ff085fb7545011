"""Files of any accepted kind, read: the parts of the step `ingest`."""

"""
The tables of the study: their columns, and the one way to read, write and check them.

Steps meet only as these tables. Keys: `doc_id` is the slug of the raw file's name.
Offsets `raw_start`, `raw_end` are character offsets into the decoded text of the
article, end excluded. Missing is a missing value, never "" and never "unknown".
"""

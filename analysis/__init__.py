"""Who says what, in which words: the steps of the study, tables in and tables out."""

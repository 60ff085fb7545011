"""The UN General Debate, as a corpus to compare with."""

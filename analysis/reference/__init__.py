"""The UN General Debate, as a corpus to compare with."""

from analysis.text.lazy import offer

__getattr__ = offer(
    __name__,
    {
        "debate": "read_rates read_readings read_sizes read_terms",
        "speeches": "read_speeches speeches_as_sentences",
    },
)

"""Step 02: terms are counted and compared. What its notebooks call can be imported from here."""

from analysis.text.lazy import offer

__getattr__ = offer(
    __name__,
    {
        "collocates": "SPAN measure_collocates",
        "dispersion": "measure_dispersion measure_joined",
        "diversity": "WINDOW measure_diversity",
        "figures": "draw_dispersion draw_frequencies draw_network",
        "frequencies": "count_ngrams count_terms count_variants drop_stop_terms keep_body print_names read_keyness",
        "groups": "compare_terms count_groups say_groups",
        "keyness": "measure_keyness",
        "keyness_figures": "draw_keyness draw_long_view",
        "sentences": "say_debate say_dispersion say_diversity say_found say_keyness say_names "
        "say_readings say_size say_stop say_variants",
    },
)

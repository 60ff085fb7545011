"""Step 06: claims, their alternatives, and what holds. Its notebook imports what it calls from here."""

from analysis.text.lazy import offer

__getattr__ = offer(
    __name__,
    {
        "as_read": "claims_by_reading say_claims_read",
        "citing": "describe_citation",
        "claims": "summarise_claims",
        "conventions": "find_conventional list_conventions say_conventions",
        "figures": "draw_robustness",
        "gallery": "link_figures read_rows show_figures",
        "numbers": "say_left_out",
        "robustness": "Grid measure_robustness measure_spread",
        "sentences": "say_abstract",
        "starting": "say_claims",
    },
)

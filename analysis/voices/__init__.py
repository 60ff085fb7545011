"""Step 03: quotations and whose they are. What its notebooks call can be imported from here."""

from analysis.text.lazy import offer

__getattr__ = offer(
    __name__,
    {
        "article_view": "open_quotations show_articles",
        "authors": "find_genres read_genres",
        "comparing": "count_coded_words count_forms list_disagreements measure_agreement read_gum_scores "
        "read_stretches score_speakers stack_voices sum_roles",
        "figures": "draw_agreement draw_speakers draw_voices",
        "groups": "compare_voices",
        "persons": "find_speakers",
        "quotations": "find_odd_marks find_quotations measure_apart measure_voices",
        "roles": "read_offices",
        "sentences": "pick_form pick_speaker pick_speech say_agreement say_authors say_disagreements say_forms say_found "
        "say_odd_marks say_quotations say_speakers say_unseen say_voices",
    },
)

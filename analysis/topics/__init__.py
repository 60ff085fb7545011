"""
Step 05: passages, topic models, and how far they can be trusted.

What its notebooks call can be imported from here.
"""

from analysis.text.lazy import offer

__getattr__ = offer(
    __name__,
    {
        "anchors": "find_anchors match_anchors",
        "experiment": "read_experiment sum_experiment",
        "figures": "draw_experiment draw_numbers draw_over_time draw_shares draw_stability",
        "fitting": "fit_topics measure_shares read_model write_model",
        "groups": "measure_chosen_groups",
        "numbers": "ENOUGH_ARTICLES choose_unit compare_numbers find_again numbers_around usual_number",
        "passages": "count_passages drop_duplicates keep_terms sample_articles split_articles",
        "quality": "measure_quality",
        "reading": "compare_groups count_by_voice describe_passages find_carriers is_same_kind "
        "measure_drift measure_groups read_carriers tabulate_in_parts tabulate_terms",
        "sentences": "label_topics say_anchors say_drift say_experiment say_found "
        "say_frame_of_reference say_groups say_models say_null say_numbers say_over_time say_places "
        "say_plan say_sample say_size say_stability say_starts say_verdict show_carriers show_topics",
        "stability": "PLANS judge_topics measure_null measure_stability plan_runs refit_topics "
        "start_anywhere try_topics",
    },
)

"""Step 04: framing words are found, judged and counted. Its notebooks import what they call from here."""

from analysis.text.lazy import offer

__getattr__ = offer(
    __name__,
    {
        "blocks": "find_judged",
        "changed": "say_changes score_dictionary",
        "dictionary": "read_dictionary",
        "doubt": "add_second_answer",
        "figures": "draw_prevalence draw_speaker_frames draw_together draw_validity draw_voices",
        "groups": "compare_frames show_groups show_over_time",
        "judging": "read_rules",
        "lookup": "expand_dictionary",
        "prevalence": "count_together count_values count_voice_words cross_speakers leave_articles measure_all "
        "measure_smallest_difference measure_without_dominant spread_counts",
        "readers": "compare_readers",
        "sentences": "count_possible most_spoken pick_spoken say_agreement say_dictionary say_difference say_dominant say_excluded say_found say_gaps "
        "say_interval say_left_out say_matches say_rates say_readers say_speaker say_status "
        "say_together say_validity say_voice",
        "trying": "find_frame find_pattern_hits keep_pattern read_counted say_pattern show_hits",
        "unseen": "read_unseen",
    },
)

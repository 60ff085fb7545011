"""
Sample, code, agree, correct: what a corpus holds by reading some of its sentences.

Where things are kept
---------------------
In the folder `coding/` of the corpus (`coding_folder`; of a corpus that is one file, in
`NAME_coding/` beside it), since they belong to the articles and outlive every run:

- `sample.csv`: the drawn sentences (table `sample`). One sample serves all variables and
  frames. `unit_id` is `doc_id:raw_start`. `double` marks those that a second coder reads too.
  `stratum`, `probability` and the hash of the dictionary follow from the machine's answers:
  **no coder may see them.** What a coder sees is `read_task`.
- `coder-NAME.csv`: all judgements of one coder (table `judgements`), written by the interface
  or by hand, whole and at each judgement (`write_judgements`). The coder `agreed` is the
  result of adjudication.
- `coders.csv`: who they are (table `coders`); for a model or a crowd, how its coding was made.

`corpus/coding.csv`, spans coded over whole articles, stays as it is: it has the first nine
columns of `judgements`.

A judgement
-----------
A row per code: `unit_id`, `doc_id` as in the sample; `raw_start`, `raw_end` of the sentence,
or of a span inside it that the coder marked, with its `text`; `coder`; `variable` ("frame",
"voice", "speaker" …); `code` of the codebook.

- Several codes of one sentence are several rows; a code with several spans too.
- Without any frame: one row with the code `none`.
- `state`: missing, `uncertain` (the code holds, with doubt) or `skipped` (then `code` is
  missing and the row says only that the coder could not tell).
- A voice (direct, indirect, hearsay, narrator) is that of the sentence, or of the span that was
  marked in it; the rest of the sentence is then the narrator's.
- `kind`: human, model, crowd or agreed. A model or crowd that coded more than the drawn
  sentences is a surrogate; one that coded these alone is a reader, where no person is.
- `blind`: true unless the coder saw an answer first.
- `coded_at`: ISO 8601 in UTC. Of one coder, sentence and variable only the rows with the last
  `coded_at` hold, so that a file may be appended to as well as written anew.
- `note` is the memo.

Agreement is measured on the units that two coders have, frame by frame (`mark_codes`).
"""

from analysis.text.lazy import offer

__getattr__ = offer(
    __name__,
    {
        "example": "read_result say_agreement_table say_changes say_coders_alone say_compared say_example",
        "figures": "draw_estimates",
        "interface": "take_in",
        "sentences": "say_voices",
        "study": "draw_study_sample plan_study",
        "walk": "code_study compare_coders correct_study list_lines read_suggestions say_agreement "
        "say_by_voice say_draw say_estimates say_groups say_reading settle_all settle_study show_groups "
        "write_coder_page",
    },
)

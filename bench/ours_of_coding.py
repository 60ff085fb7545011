"""A hundred thousand sentences drawn from, and estimated, as `sample` and `estimate` of a study do it."""

from functools import cached_property

import numpy as np

from bench.registry import tool
from bench.words import patterns

N_SENTENCES, N_CODED, N_FRAMES, N_GROUPS, SEED = 100_000, 400, 6, 20, 20240923
MB = 20  # speeches that have so many sentences


class Study:
    """What the steps need of a study whose codings are drawn by chance."""

    def __init__(self, data):
        self.sentences = data.sentences.iloc[:N_SENTENCES]
        if len(self.sentences) < N_SENTENCES:
            raise ValueError(f"{N_SENTENCES:,} sentences are needed, some {MB} MB of text")
        names = self.sentences["doc_id"].unique()
        self.tokens = data.tokens[data.tokens["doc_id"].cat.codes < len(names)]
        self.names, self.random = names, np.random.default_rng(SEED)

    @cached_property
    def units(self):
        """The sentences that may be drawn, with their words."""
        import pandas as pd

        from analysis.coding.sampling import list_units
        from analysis.text.spans import find_sentences

        units = list_units(
            self.sentences, pd.DataFrame({"doc_id": self.names, "duplicate_of": pd.NA})
        )
        row = find_sentences(self.tokens, units)
        return units.assign(n_words=np.bincount(row[row >= 0], minlength=len(units)))

    @cached_property
    def matches(self):
        """The hits of the dictionary, its patterns shared out to six frames."""
        from analysis.framing.lookup import find_hits

        hits = find_hits(self.tokens, patterns())
        frame = np.char.add("frame ", (hits["row"] % N_FRAMES + 1).to_numpy().astype("str"))
        found = self.tokens.iloc[hits["first"]][["doc_id", "sentence"]]
        return found.assign(frame=frame).reset_index(drop=True)

    @property
    def frames(self):
        """Their names."""
        return [f"frame {number + 1}" for number in range(N_FRAMES)]

    def draw(self):
        """The table `sample`."""
        from analysis.coding.sampling import draw_sample, mark_hits, order_sample

        hits = mark_hits(self.units, self.matches, self.frames)
        return order_sample(draw_sample(self.units, hits, N_CODED))

    @cached_property
    def quotations(self):
        """Every fifth sentence is somebody's words, in turn direct and indirect speech."""
        told = self.units.iloc[::5][["doc_id", "raw_start", "raw_end"]].reset_index(drop=True)
        return told.assign(voice=np.resize(["direct", "indirect"], len(told)), form="full")

    def read(self):
        """The reading: a code for each frame that a coder met, by chance more often where a hit is."""
        import pandas as pd

        from analysis.coding.correcting import read_coded
        from analysis.coding.files import NONE
        from analysis.coding.sampling import mark_hits
        from analysis.coding.voiced import read_voices

        sample = self.draw()
        hits = mark_hits(self.units, self.matches, self.frames).loc[sample["unit_id"]].to_numpy()
        met = self.random.random(hits.shape) < np.where(hits, 0.7, 0.05)
        row, column = np.nonzero(met)
        none = np.flatnonzero(~met.any(axis=1))
        everyone = np.arange(len(sample))
        codes = [
            (row, "frame", np.array(self.frames)[column]),
            (none, "frame", NONE),
            (everyone, "voice", self.random.choice(["direct", "indirect", NONE], len(sample))),
        ]
        columns = ["unit_id", "doc_id", "raw_start", "raw_end"]
        chosen = pd.concat(
            [
                sample.iloc[rows][columns].assign(variable=variable, code=code)
                for rows, variable, code in codes
            ],
            ignore_index=True,
        ).assign(coder="A", kind="human", state=pd.NA)
        return read_voices(read_coded(chosen, sample, self.units), chosen, self.tokens)

    def count(self):
        """How many hits each sentence has of each frame."""
        from analysis.coding.study import count_matches

        return count_matches(self.units, self.matches, self.frames)


@tool("coding", "the sample", MB)
def sample(data):
    study = Study(data)
    study.draw()  # sentences and hits are made ready
    return study.draw


@tool("coding", "estimates", MB)
def estimates(data):
    from analysis.coding.correcting import estimate_frames

    study = Study(data)
    reading = study.read()
    return lambda: estimate_frames(reading, study.count())


@tool("coding", f"estimates, of {N_GROUPS} groups too", MB)
def estimates_of_groups(data):
    import pandas as pd

    from analysis.coding.correcting import estimate_frames

    study = Study(data)
    reading = study.read()
    groups = np.char.add("group ", (np.arange(len(study.names)) % N_GROUPS).astype("str"))
    groupings = {"group": pd.Series(groups, study.names)}
    return lambda: estimate_frames(reading, study.count(), groupings=groupings)


@tool("coding", "words and frames by voice", MB)
def estimates_by_voice(data):
    from analysis.coding.voiced import count_spoken, estimate_voices

    study = Study(data)
    reading, hits = study.read(), study.count()
    return lambda: estimate_voices(
        reading, hits, hits // 2, count_spoken(reading.units, study.tokens, study.quotations)
    )

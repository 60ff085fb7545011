"""
What can be asked of the study from a terminal: `python -m analysis COMMAND --help`.

Imports stand inside the commands, so that --help answers at once.
"""

import argparse
import errno
import gc
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path


def run(arguments: argparse.Namespace) -> None:
    """run the notebooks on a corpus, then update the numbers that README quotes, and the site"""
    gc.disable()  # nothing that is imported is given back
    from analysis.articles.reading import describe_problems
    from analysis.findings.numbers import fill_texts
    from analysis.runs.changes import CHANGES, SINCE, write_since_last_run, write_since_published
    from analysis.runs.duration import SITE
    from analysis.runs.execution import heed_requests_to_end
    from analysis.runs.new import fill_metadata
    from analysis.runs.progress import Progress
    from analysis.runs.study import describe_run, run_study
    from analysis.site.build import build_site
    from analysis.tables.settings import SETTINGS
    from analysis.tables.stored import LISTS, ROOT, read_table
    from analysis.text.blocks import SCHEDULER as VARIABLE

    gc.freeze()
    gc.enable()
    corpus, out = choose_study(arguments)
    if out != ROOT and (out / SETTINGS).exists():
        fill_metadata(out)
    heed_requests_to_end()
    if scheduler := arguments.scheduler or os.environ.get(VARIABLE):
        from analysis.text.cluster import announce_workers

        os.environ[VARIABLE] = scheduler  # notebooks inherit it
        announce_workers(scheduler)
    with Progress(SITE) as progress:
        since = write_since_last_run if corpus != LISTS else None
        out = run_study(corpus, out, since, arguments.appendix, progress)
        is_published, compares = out == ROOT, (ROOT / "corpus" / "clean").is_dir()
        if is_published:
            fill_texts()
        elif compares and not (out / SETTINGS).exists():
            write_since_published(out)
        progress.begin(SITE)
        site = build_site(out)
    print(f"\n{describe_run(out)}\nThe site: open this         {site}")
    if (out / CHANGES / "index.html").exists():
        print(f"What differs from the published study: {out / CHANGES / 'index.html'}")
    if (out / CHANGES / SINCE).exists():
        print(f"What differs from the last run:        {out / CHANGES / SINCE / 'index.html'}")
    problems = read_table("problems", out)
    if len(problems):
        sys.exit(f"\nNot everything could be read:\n{describe_problems(problems)}")


def choose_study(arguments: argparse.Namespace) -> tuple[Path, Path]:
    """
    The corpus and the folder for the results.

    Without any named: the study whose folder this is (`study.toml`), else the published one.
    Articles without a place named for results get a folder of their own.
    """
    from analysis.tables.settings import SETTINGS
    from analysis.tables.stored import LISTS, ROOT

    here = arguments.out or Path()
    if not arguments.corpus and (here / SETTINGS).exists() and here.resolve() != ROOT:
        return here / "corpus", here
    corpus = arguments.corpus or LISTS
    own = (ROOT if ROOT.parent.name != "share" else Path()) / "out" / corpus.stem
    return corpus, arguments.out or (own if arguments.corpus else ROOT)


def site(arguments: argparse.Namespace) -> None:
    """build the site from the notebooks, tables and figures that are there"""
    from analysis.site.build import build_site
    from analysis.tables.stored import ROOT

    print(f"The site: open {build_site(arguments.out or ROOT)}")


def fill(arguments: argparse.Namespace) -> None:
    """put the study's numbers into README.md and the page on the method, between their marks"""
    from analysis.findings.numbers import fill_texts

    print(f"README.md and the page on the method quote {fill_texts()} numbers of the study.")


def compare(arguments: argparse.Namespace) -> None:
    """say what changed between two runs, and which articles caused it"""
    from analysis.runs.changes import write_changes
    from analysis.runs.study import heal

    heal(arguments.old)
    heal(arguments.new)
    folder = arguments.into or arguments.new / "changes"
    print(
        f"{write_changes(arguments.old, arguments.new, folder)}\n\nAs a page: {folder / 'index.html'}"
    )


def verify(arguments: argparse.Namespace) -> None:
    """compute all hashes anew: did these results and this site come from these inputs?"""
    from analysis.runs.study import APPENDIX, run_study
    from analysis.runs.verification import describe_verification, is_verified, verify_study
    from analysis.tables.stored import ROOT

    out = arguments.out or ROOT
    appendix = any((out / "notebooks").glob(f"*{APPENDIX}.ipynb"))
    again = partial(run_study, appendix=appendix) if arguments.rerun else None
    table = verify_study(out, arguments.corpus, again)
    print(describe_verification(table))
    if not is_verified(table):
        sys.exit(1)


def check(arguments: argparse.Namespace) -> None:
    """print what cannot be read in a corpus and what is flagged, without running the study"""
    from analysis.runs.checking import check_corpus

    sys.exit(check_corpus(arguments.path))


def sample(arguments: argparse.Namespace) -> None:
    """draw sentences to be read, so that every frame can be estimated; how many, for which width"""
    from analysis.coding.sampling import N_SENTENCES
    from analysis.coding.sentences import describe_plan, describe_sample
    from analysis.coding.study import describe_draw, draw_study_sample, plan_study
    from analysis.tables.stored import ROOT, corpus_of

    out = arguments.out or ROOT
    corpus = arguments.corpus or corpus_of(out)
    if arguments.width:
        print(describe_plan(plan_study(corpus, out, arguments.width), arguments.width))
        return
    n, more = arguments.n or N_SENTENCES, arguments.more or 0
    print(describe_sample(draw_study_sample(corpus, out, n, more, by=arguments.by), corpus))
    if not more:
        print(describe_draw(corpus, out))


def estimate(arguments: argparse.Namespace) -> None:
    """estimate every frame from the sentences that were coded; suggest what to add to the dictionary"""
    from analysis.coding.figures import draw_estimates
    from analysis.coding.sentences import describe_estimates
    from analysis.coding.study import estimate_study
    from analysis.drawing.figure import save_figure
    from analysis.tables.stored import ROOT, corpus_of

    out = arguments.out or ROOT
    corpus = arguments.corpus or corpus_of(out)
    estimates = estimate_study(corpus, out, arguments.by, arguments.learn)
    save_figure(draw_estimates(estimates), out)
    print(describe_estimates(estimates))


def new(arguments: argparse.Namespace) -> None:
    """make the folder of a new study: settings, a place for the articles, lists, notebooks"""
    from analysis.runs.new import new_study

    print(new_study(arguments.folder))


def lab(arguments: argparse.Namespace) -> None:
    """open the notebooks of a study in JupyterLab"""
    import subprocess
    from importlib.util import find_spec

    if not find_spec("jupyterlab"):
        sys.exit(
            "JupyterLab is not installed: `make lab` installs it, or `pip install jupyterlab`."
        )
    out = (arguments.out or Path()).resolve()
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={out}"]
    start = out / "notebooks" / "00_start_here.ipynb"
    command += ["--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb"] * start.exists()
    sys.exit(subprocess.run(command + ["--allow-root"] * is_root()).returncode)


def is_root() -> bool:
    """Whether this is the administrator of a system that has one (JupyterLab asks to be told)."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


CORPUS = ("--corpus", "a folder of articles, or one table of them (default: the published corpus)")
OUT = (
    "--out",
    "the folder for the results (default: the published study, or out/ for own articles)",
)
OLD = ("old", "the folder that holds the results of the one run")
NEW = ("new", "the folder that holds the results of the other")
INTO = (
    "--into",
    "the folder for the page and its tables (default: changes/ in the folder of the other)",
)
HERE = (
    "out",
    "the folder that holds the results (default: the published study)",
    {"nargs": "?", "type": Path},
)
PATH = ("path", "a folder of articles, or one table or zip archive of them")
RERUN = (
    "--rerun",
    "run the study once more and compare its tables and figures",
    {"action": "store_true"},
)
SCHEDULER = (
    "--scheduler",
    "address of a Dask scheduler (tcp://…) whose workers share the heavy steps",
    {},
)
N = ("--n", "how many sentences to draw (default: 200)", {"type": int})
MORE = ("--more", "so many more than were drawn; what was read is kept", {"type": int})
WIDTH = (
    "--width",
    "draw nothing: say how many to read for intervals of this width (.1: ten points)",
    {"type": float},
)
BY = ("--by", "a column of the articles whose groups are compared, such as outlet", {})
LEARN = (
    "--learn",
    "also let a classifier learn from the coded sentences, never asked about its own",
    {"action": "store_true"},
)
APPENDIX = (
    "--appendix",
    "make the appendix notebooks, too, which are for checking (the published study always has them)",
    {"action": "store_true"},
)
FOLDER = ("folder", "a new folder, which will hold the study")
STUDY = ("out", "the folder of the study (default: this one)", {"nargs": "?", "type": Path})
COMMANDS: dict[Callable[[argparse.Namespace], None], list[tuple]] = {
    new: [FOLDER],
    lab: [STUDY],
    run: [CORPUS, OUT, SCHEDULER, APPENDIX],
    check: [PATH],
    site: [OUT],
    fill: [],
    compare: [OLD, NEW, INTO],
    verify: [HERE, CORPUS, RERUN],
    sample: [CORPUS, OUT, N, MORE, WIDTH, BY],
    estimate: [CORPUS, OUT, BY, LEARN],
}


def parse_arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """The command and its options as typed."""
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description="The study, step by step."
    )
    parser.add_argument(
        "--traceback", action="store_true", help="show where in the code an error arose"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command, options in COMMANDS.items():
        added = commands.add_parser(
            command.__name__, help=command.__doc__, description=command.__doc__
        )
        added.set_defaults(command=command)
        for name, text, *more in options:
            added.add_argument(name, help=text, **(more[0] if more else {"type": Path}))
    return parser.parse_args(words)


def describe_error(error: Exception) -> str:
    """The error as a sentence, also where the system refused and gave but a number."""
    from analysis.runs.execution import MORE_MEMORY

    if isinstance(error, MemoryError):
        return f"The memory ran out. {error or 'No more could be had.'} {MORE_MEMORY}"
    if isinstance(error, OSError) and error.filename:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return (
                f"The disk is full: {error.filename} could not be written. Make room and run again."
            )
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return (
                f"The study has no right to write or read here: {error.filename}. Change the rights "
                f"of that place, or choose another OUT."
            )
    return str(error)


def main(words: Sequence[str] | None = None) -> None:
    """Run one command; an error that the study foresees is a message, not a traceback."""
    arguments = parse_arguments(words)
    try:
        arguments.command(arguments)
    except KeyboardInterrupt:
        sys.exit("\nStopped. The results of the last complete run are still in place.")
    except (OSError, ValueError, RuntimeError, MemoryError) as error:
        if arguments.traceback:
            print(getattr(error, "traceback", ""), file=sys.stderr)
            raise
        sys.exit(
            f"\n{describe_error(error)}\nThe results of the last complete run, if there is one, are still in place."
        )


if __name__ == "__main__":
    main()
    # All is written. To take Python down after a run takes time, and a library's thread that still
    # works then can turn a good end into an abort.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)

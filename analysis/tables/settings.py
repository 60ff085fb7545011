"""
What a study is about: the few lines of its `study.toml`.

A study is a folder: `study.toml`, `corpus/` with the articles and lists, `notebooks/`, and what
a run makes. Notebooks find the settings from the folder that they write to, so that no path
stands in two places.
"""

import tomllib
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from analysis.tables.stored import LISTS, ROOT, corpus_of

SETTINGS = "study.toml"
DEBATE = "general-debate"  # the reference that comes with the published study
NAMES = {
    "groups": '["outlet", "year"]',
    "authors": '["Surname, Given name"]',
}  # forms, for messages
PERIODS = ("year", "quarter", "month", "week")


@dataclass(frozen=True)
class Settings:
    """
    name, question: shown on the pages. subject, sources: what the articles are about and what
    they are from, in the front page's first sentence ("floods", "regional newspapers"). authors: as they are to be cited; without any, the study is
    cited by its name. language: of the articles; voices and lists are made for
    English, so that nothing but "en" is taken. groups: columns of
    metadata.csv, or periods (year, quarter, month, week), whose articles are compared.
    before_after: {"the letter": "2019-07-12"}, a day with a name that parts the articles.
    reference: what terms are compared with: "general-debate", or "" for the study's own groups
    alone.
    """

    name: str = "A study"
    authors: tuple[str, ...] = ()
    question: str = "Who says what in these articles, and in which words?"
    subject: str = ""
    sources: str = ""
    language: str = "en"
    groups: tuple[str, ...] = ("outlet",)
    before_after: dict[str, str] = field(default_factory=dict)
    reference: str = ""


def read_settings(out: str | Path) -> Settings:
    """
    The settings of the study in folder `out`; without a file of its own, those of any study.

    The published articles have those of the published study, wherever their results lie.
    """
    out = Path(out)
    is_published = corpus_of(out).resolve() == LISTS.resolve()
    if out.resolve().name.startswith(".study"):  # a run at work, in the folder of the study
        out = out.resolve().parent
    path = (ROOT if is_published else out) / SETTINGS
    if not path.exists():
        return Settings()
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ValueError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or error}. Compare it with {ROOT / SETTINGS}."
        ) from None
    known = {one.name: one for one in fields(Settings)}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ValueError(
            f"{path}: {', '.join(unknown)} is not a setting. The settings are: {', '.join(known)}."
        )
    for name, value in given.items():
        check_setting(path, name, value)
    values: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in given.items()
    }
    settings = Settings(**values)
    names = [*settings.groups, *settings.before_after]
    for by in names:
        if names.count(by) > 1 or not by.strip():
            raise ValueError(
                f"{path}: groups and before_after name {by!r} twice. Each needs a name of its own."
                if by.strip()
                else f"{path}: a name in groups or before_after is blank. Write one, or take it out."
            )
    return settings


def check_setting(path: Path, name: str, value: list[str] | str) -> None:
    """Refuse a value of the wrong kind, naming the file, the setting and the right form."""
    default = getattr(Settings(), name)
    kind, form = (
        (list, f"a list of names: {NAMES[name]}")
        if isinstance(default, tuple)
        else (dict, 'names with days: {"the letter" = "2019-07-12"}')
        if isinstance(default, dict)
        else (str, 'text in quotation marks: "…"')
    )
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    if not isinstance(value, kind) or not all(isinstance(part, str) for part in parts):
        raise ValueError(f"{path}: {name} is {value!r}; write {form}.")
    if name == "reference" and value not in ("", DEBATE):
        raise ValueError(f'{path}: reference is {value!r}; write "{DEBATE}", or "" for none.')
    if name == "language" and value != default:
        raise ValueError(
            f'{path}: language is {value!r}; write "{default}". Voices and word lists are made for '
            "English; articles in other languages are read, and flagged."
        )
    days: dict[str, str] = value if isinstance(value, dict) else {}
    for event, day in days.items():
        try:
            if date.fromisoformat(day).isoformat() != day:  # 20190712, 2019-W28-5
                raise ValueError
        except ValueError:
            raise ValueError(
                f"{path}: {name} gives {event!r} the day {day!r}; write it as 2019-07-12."
            ) from None

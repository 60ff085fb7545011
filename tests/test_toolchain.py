"""The set-up: lock, environments and commands agree; code imports downwards; nothing points to a machine."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from analysis.tables.columns import COLUMNS
from analysis.tables.stored import ROOT, read_csv

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = {  # what each holds: what the study needs; JupyterLab, tests, linter and cluster besides
    "requirements.txt": PROJECT["dependencies"],
    "requirements-lab.txt": PROJECT["dependencies"] + PROJECT["optional-dependencies"]["lab"],
    "requirements-dev.txt": PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"],
}
DEPENDENCIES = {canonicalize_name(Requirement(line).name) for line in LOCKS["requirements.txt"]}
OPTIONAL = {
    canonicalize_name(name) for extra in PROJECT["optional-dependencies"].values() for name in extra
}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for path in sorted((ROOT / "analysis").rglob("*.py"))
}
STEPS = ["articles", "terms", "voices", "framing", "topics", "coding"]


def locked_packages(lock="requirements-dev.txt"):
    """Each package of a lock with its lines: name -> (version, text of the entry)."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text())
    matches = (re.match(r"([\w.-]+)==(\S+)", entry) for entry in entries)
    return {
        canonicalize_name(match[1]): (match[2], entry) for match, entry in zip(matches, entries)
    }


def tracked_files():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout: the list of files is not known")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_exact_hashed_without_addresses_and_names_who_asked(lock):
    packages = locked_packages(lock)
    assert len(packages) > 100
    assert [name for name, (_, entry) in packages.items() if "--hash=sha256:" not in entry] == []
    text = (ROOT / lock).read_text()
    assert not re.search(r"https?://|index-url|find-links|^-e |^\S+ @ ", text, re.MULTILINE)
    roots = {name for name, (_, entry) in packages.items() if "(pyproject.toml)" in entry}
    assert roots == {canonicalize_name(Requirement(line).name) for line in LOCKS[lock]}


def test_all_locks_hold_the_same_versions():
    study, *others = (locked_packages(lock) for lock in LOCKS)
    for more in others:
        assert [name for name, (version, _) in study.items() if more[name][0] != version] == []


def test_the_study_needs_no_tools_of_tests_and_no_jupyterlab():
    tools = {"pytest", "hypothesis", "ruff", "mypy", "dask", "jupyterlab", "jupyter-server"}
    assert not tools & set(locked_packages("requirements.txt"))
    assert "jupyterlab" in locked_packages("requirements-lab.txt")


def test_conda_users_get_the_same_lock():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert environment["dependencies"] == [
        "python=3.11",
        "pip",
        {"pip": ["-r requirements-lab.txt"]},
    ]
    assert PROJECT["requires-python"] == ">=3.11"


def test_binder_installs_the_package():
    script = ROOT / "postBuild"
    assert script.stat().st_mode & 0o111 and "pip install --no-deps -e ." in script.read_text()


@cache
def nodes_of(path):
    """The syntax of a file: all its nodes, taken apart once for all tests."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imports_of(path):
    """Modules imported by the file, those inside functions included."""
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_what_is_imported_is_a_dependency():
    distributions = packages_distributions()
    known = {
        *sys.stdlib_module_names,
        "analysis",
        "bench",
        "evaluation",
        *(path.stem for path in (ROOT / "tests").glob("*.py")),
    }
    package, tests = set(MODULES.values()), set((ROOT / "tests").glob("*.py"))
    found = []
    for path in sorted(package | tests):
        named = DEPENDENCIES | OPTIONAL if path in package else set(locked_packages())
        for module in {name.split(".")[0] for name in imports_of(path)} - known:
            if not named & {
                canonicalize_name(name) for name in distributions.get(module, [module])
            }:
                found.append(f"{path.name} imports {module}")
    assert found == []


@cache
def package_imports():
    """Which modules of the package each one imports, at any depth: name -> set of names."""
    direct = {
        name: {found for found in imports_of(path) if found in MODULES and found != name}
        for name, path in MODULES.items()
    }
    reached = {name: set(found) for name, found in direct.items()}
    while True:
        wider = {
            name: found.union(*(reached[other] for other in found))
            for name, found in reached.items()
        }
        if wider == reached:
            return reached
        reached = wider


def test_no_modules_import_each_other_in_a_ring():
    assert [name for name, reached in package_imports().items() if name in reached] == []


def test_no_folder_imports_one_that_stands_above_it():
    """Each folder of the package, and each file beside them, is one room: between rooms imports run down."""
    rooms = {}
    for name, path in MODULES.items():
        found = {other.removesuffix(".__init__") for other in imports_of(path)}
        known = {module.removesuffix(".__init__") for module in MODULES} & found
        below = {step_of(other) or "__init__" for other in known}
        rooms.setdefault(step_of(name), set()).update(below - {step_of(name)})
    order = list(TopologicalSorter(rooms).static_order())  # an error names the rooms of a ring
    assert order.index("tables") < order.index("text") < order.index("terms") < order.index("site")


def step_of(module):
    """The step (a numbered notebook's folder) that a module belongs to."""
    return module.split(".")[1] if module.count(".") else None


def test_a_step_never_imports_a_step():
    """Steps meet as tables; only the findings, the last of them, may import the others."""
    found = [
        (name, other)
        for name, reached in package_imports().items()
        if step_of(name) in STEPS
        for other in reached
        if step_of(other) in {*STEPS, "findings"} and step_of(other) != step_of(name)
    ]
    assert {step_of(name) for name in MODULES} > set(STEPS)
    assert found == []


def test_nothing_below_imports_what_stands_above():
    """The common ground knows no step; steps know neither runs nor pages."""
    ground, above = (
        {"tables", "measures", "text"},
        {"runs", "site", "reference"},
    )
    steps = {*STEPS, "findings"}
    found = [
        (name, other)
        for name, reached in package_imports().items()
        for other in reached
        if (step_of(name) in ground and step_of(other) in steps | above)
        or (step_of(name) in steps and step_of(other) in above)
    ]
    assert found == []


def test_every_sort_keeps_the_order_of_ties():
    """Sorts by one key are unstable unless told otherwise, and ties then differ by processor."""
    found = []
    for name, path in MODULES.items():
        for call in nodes_of(path):
            kind = getattr(getattr(call, "func", None), "attr", None)
            if kind not in ("sort_values", "argsort") or not isinstance(call, ast.Call):
                continue
            keys = call.args[0] if call.args else None
            several = isinstance(keys, ast.List) and len(keys.elts) > 1
            if not several and "kind" not in {word.arg for word in call.keywords}:
                found.append(f"{name}:{call.lineno}")
    assert found == []


def test_nothing_points_to_a_machine_or_a_registry():
    # Each place is split by "!", so that this file does not contain what it looks for.
    places = "/wo!rk/|/ro!ot/|/ho!me/|/tm!p/[a-z]|pypi[.]o!rg|files[.]pythonho!sted|npm!js[.]"
    places = (places + "|debian[.]o!rg|[.][.]/sha!red").replace("!", "")
    found = []
    for path in tracked_files():
        if (
            path.suffix in (".png", ".pdf", ".svg", ".ipynb", ".html", ".docx")
            or path.parent.name == "raw"
        ):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in re.finditer(places, text)]
    assert found == []


def test_tools_of_the_browser_checks_are_locked_apart():
    folder = ROOT / "tests" / "browser"
    wanted = json.loads((folder / "package.json").read_text())["dependencies"]
    lock = json.loads((folder / "package-lock.json").read_text())
    assert set(wanted) == {"playwright-core", "axe-core"}
    for name, version in wanted.items():
        entry = lock["packages"][f"node_modules/{name}"]
        assert (
            re.fullmatch(r"[\d.]+", version) and entry["version"] == version and entry["integrity"]
        )
    assert "resolved" not in (folder / "package-lock.json").read_text()


def test_the_checks_from_nothing_run_the_tests_as_readme_says():
    script, readme = ((ROOT / name).read_text() for name in (".ci/run", "README.md"))
    assert re.search(r"^make test\b", readme, re.MULTILINE)
    assert re.search(r"^make test$", script, re.MULTILINE)
    assert script.index("make test") < script.index("make check-site")


@pytest.mark.parametrize(
    "target", ["study", "test", "quick", "same", "lab", "site", "evaluate", "bench", "check-site"]
)
def test_each_command_builds_what_it_needs(target):
    done = subprocess.run(
        ["make", "-n", target, "VENV=not-yet-there", "PYTHON=python3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "--require-hashes -r requirements" in done.stdout and "--no-deps -e ." in done.stdout


def test_paths_with_blanks_reach_the_run():
    done = subprocess.run(
        ["make", "-n", "study", "CORPUS=my articles", "OUT=my results"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert '--corpus "my articles" --out "my results"' in done.stdout


HEAVY = {"numpy", "pandas", "scipy", "sklearn", "matplotlib", "pyarrow", "nltk", "sphinx"}


def test_nothing_makes_ready_a_grammar_that_no_notebook_needs():
    """jsonschema loads it if it is there, which takes a second; its tests of other forms stay."""
    import nbformat  # noqa: F401
    from jsonschema import FormatChecker

    assert "rfc3987_syntax.syntax_helpers" not in sys.modules
    assert "date" in FormatChecker.checkers


def test_help_loads_nothing_heavy():
    code = "import sys, analysis.__main__\ntry: analysis.__main__.main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and "usage" in done.stdout and not HEAVY & set(done.stdout.split())


def test_citation_and_licence_fit_the_project():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["cff-version"] == "1.2.0" and citation["title"] and citation["authors"]
    assert (
        citation["version"] == PROJECT["version"]
        and citation["license"] == PROJECT["license"] == "MIT"
    )
    assert "corpus/raw" in (ROOT / "LICENSE").read_text()


def test_every_table_is_explained_on_the_site():
    assert set(read_csv(ROOT / "analysis" / "site" / "source" / "tables.csv")["table"]) == set(
        COLUMNS
    )

# Everything starts here, and each target builds what it needs:
#   make study                     run the whole study; at the end it says where to look
#   make study CORPUS=path OUT=path    the same on your own articles
#   make study SCHEDULER=tcp://…   the heavy steps on the workers of a Dask cluster
#   make study APPENDIX=1 …        the appendix notebooks, too (the published study has them)
#   make test · lab · site · check-site
#   make quick                     the tests that need no run of the notebooks, linter and types
#   make same                      the study again as on other machines: the same bytes
#   make evaluate DATA=path        measure the steps on open data
#   make crash                     a run failed on purpose at every operation on files
#   make bench [DATA=path]         our steps beside other tools: seconds, memory, megabytes per second

VENV := .venv
RUN := $(VENV)/bin/python
# The first Python that will do; another one by hand: make study PYTHON=python3.12
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& echo $$python && break; done)
UV := $(shell uv --version >/dev/null 2>&1 && echo uv)

.PHONY: study test quick same lint lab site evaluate bench crash check-site

study: $(VENV)/ready
	@$(RUN) -m analysis run $(if $(CORPUS),--corpus "$(CORPUS)") $(if $(OUT),--out "$(OUT)") \
		$(if $(SCHEDULER),--scheduler "$(SCHEDULER)") $(if $(APPENDIX),--appendix)

site: $(VENV)/ready
	@$(RUN) -m analysis site $(if $(OUT),--out "$(OUT)")

lab: $(VENV)/ready-lab
	$(RUN) -m jupyterlab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb \
		$(if $(filter 0,$(shell id -u)),--allow-root)

test: $(VENV)/ready-dev
	$(RUN) -m pytest -q -m "not circumstances"
	@echo "Not run here: the checks of the site in a browser. They are: make check-site"

# Each process of the tests imports and collects anew, three processor seconds: two are enough.
quick: lint
	$(RUN) -m pytest -q -n auto --maxprocesses 2 --dist loadfile -m "not study and not circumstances"

same: $(VENV)/ready-dev
	$(RUN) -m pytest -q -m circumstances

crash: $(VENV)/ready-dev
	$(RUN) tests/failing_files.py corpus/reference/crash_sweep.csv

lint: $(VENV)/ready-dev
	$(RUN) -m ruff check . && $(RUN) -m ruff format --check . && $(RUN) -m mypy

# Each of these compares one step with open data, which are not part of this repository;
# topics are set beside those of another tool, from the environment of `bench`.
evaluate: .venv-bench/ready
	@test -n "$(DATA)" || { echo "Say where the data are: make evaluate DATA=path"; exit 1; }
	for step in articles voices topics coverage; do .venv-bench/bin/python -m evaluation.$$step "$(DATA)" || exit 1; done

# Other tools live in environments of their own: the study needs none of them.
bench: .venv-bench/ready
	.venv-bench/bin/python -m bench --conc .venv-conc/bin/python $(if $(DATA),--data "$(DATA)")

.venv-bench/ready: $(VENV)/ready
	$(PYTHON) -m venv .venv-bench && $(PYTHON) -m venv .venv-conc
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -e ".[bench]"
	.venv-conc/bin/python -m pip install --quiet --disable-pip-version-check conc
	@touch $@

# Exactly the versions of a lock, then the package itself: what the study needs is in
# requirements.txt, with JupyterLab in requirements-lab.txt, with tests in requirements-dev.txt.
LOCK = $(patsubst ready%,requirements%.txt,$(notdir $@))
$(VENV)/ready: requirements.txt pyproject.toml
$(VENV)/ready-lab: requirements-lab.txt pyproject.toml
$(VENV)/ready-dev: requirements-dev.txt pyproject.toml
$(VENV)/ready $(VENV)/ready-lab $(VENV)/ready-dev:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed, and none was found."; exit 1; }
ifeq ($(UV),uv)
	test -x $(RUN) || uv venv --quiet --python $(PYTHON) $(VENV)
	uv pip install --quiet --python $(RUN) --require-hashes -r $(LOCK)
	uv pip install --quiet --python $(RUN) --no-deps -e .
else
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps -e .
endif
	@touch $@

# Needs Chromium and Node 20 or newer, which stay out of the study's own environment, and
# JupyterLab. Besides the site itself a second one is opened, made by a whole run on articles that
# were written to do harm, and a third of finished tables with harm in every column.
check-site: site $(VENV)/ready-lab
	rm -rf out/hostile && $(RUN) tests/hostile.py out/hostile
	cd tests/browser && npm ci --silent --no-audit --no-fund && node check_site.mjs ../../site \
		&& node check_walk.mjs ../../site \
		&& node check_site.mjs ../../out/hostile/run/site && node check_site.mjs ../../out/hostile/tables/site \
		&& node check_pages.mjs ../../site ../../out/hostile/run/site ../../out/hostile/tables/site
	rm -rf out/coding && mkdir -p out/coding && $(RUN) tests/coding_example.py out/coding
	cd tests/browser && PYTHONPATH="$(CURDIR)/tests" node check_coding.mjs "$(CURDIR)/$(RUN)" ../../out/coding

# make run     the product on http://127.0.0.1:8000/ (another port: make run PORT=8010)
# make test    the whole suite (part of it: make test ARGS="tests/test_courses_reading.py -x")
# make check   format, lint, types and the rows of the architecture
# make clean   everything these made, the data in instance/ excepted

PORT ?= 8000
ARGS ?=

PYTHON_IN = .venv/bin/python
CHECKED = webapp tests bench wsgi.py gunicorn.conf.py
HERE = $(wildcard $(CHECKED))

.PHONY: run test check formatted linted typed in-rows format clean servers

run: .venv/product
	@$(PYTHON_IN) -m flask --app wsgi db upgrade
	@PORT=$(PORT) exec $(PYTHON_IN) -m gunicorn -c gunicorn.conf.py wsgi:app

test: .venv/whole servers
	@$(PYTHON_IN) -m pytest $(ARGS)

check: formatted linted typed in-rows

formatted: .venv/whole
	$(PYTHON_IN) -m ruff format --check .

linted: .venv/whole
	$(PYTHON_IN) -m ruff check .

typed: .venv/whole
	$(PYTHON_IN) -m mypy --strict $(HERE)

in-rows: .venv/whole
	$(PYTHON_IN) .venv/bin/lint-imports --no-logo

format: .venv/whole
	$(PYTHON_IN) -m ruff check --fix .
	$(PYTHON_IN) -m ruff format .

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

servers:
	@scripts/servers.sh

.venv/product: requirements.txt scripts/virtualenv.sh
	@scripts/virtualenv.sh requirements.txt
	@touch $@

.venv/whole: requirements.txt requirements-dev.txt scripts/virtualenv.sh
	@scripts/virtualenv.sh requirements-dev.txt
	@touch $@ .venv/product

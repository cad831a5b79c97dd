#!/bin/sh
# Makes the embedded model and everything beside it, from nothing. Interrupted, the same command goes on.
# PYTHON is the interpreter of an environment with requirements.txt.
set -e
cd "$(dirname "$0")"
python="${PYTHON:-python3}"
"$python" train.py
"$python" make_evaluation.py
"$python" make_examples.py
"$python" evaluate.py --json ../evaluation/results.json
"$python" evaluate.py --blank --json ../evaluation/results-blank.json

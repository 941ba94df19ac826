#!/usr/bin/env bash
# Finds a Python for the action and starts action/run.py with it. Python is isolated (-I), so that neither the checkout
# nor PYTHONPATH can bring modules of their own.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

fits() { "$1" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

for python in python3 python3.13 python3.12 python3.11 python; do
  if fits "$python"; then exec "$python" -I "$here/run.py"; fi
done
for python in "${RUNNER_TOOL_CACHE:-/nowhere}"/Python/3.1[1-3].*/x64/{bin/python,python.exe}; do
  if [ -x "$python" ] && fits "$python"; then exec "$python" -I "$here/run.py"; fi
done
echo "::error title=Threatgate::no Python 3.11 or newer is on this runner, so nothing was judged"
exit 4

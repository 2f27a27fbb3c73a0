#!/usr/bin/env bash
# Runs one command of Twinbench from the variables that action.yml sets, and ends with its exit code.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
# sudo has a path of its own, in which the runner's Node is not.
node=$(command -v node)

words=("$INPUT_COMMAND")
[ -z "${INPUT_BASELINE:-}" ] || words+=(--baseline "$INPUT_BASELINE")
[ -z "${INPUT_POLICY:-}" ] || words+=(--policy "$INPUT_POLICY")
[ -z "${INPUT_PROFILE:-}" ] || words+=(--profile "$INPUT_PROFILE")
while IFS= read -r line || [ -n "$line" ]; do
  line=${line%$'\r'}
  [ -z "$line" ] || words+=("$line")
done <<< "${INPUT_ARGS:-}"

run=("$node" "$root/scripts/twinbench.mjs" "${words[@]}")
if [ "${INPUT_SUDO:-}" = true ] && [ "$(id -u)" -ne 0 ]; then
  # What the command needs of the runner, and no secret with it.
  kept=PATH,HOME,CI,RUNNER_TEMP,TWINBENCH_CACHE,GITHUB_ACTIONS,GITHUB_OUTPUT,GITHUB_STEP_SUMMARY
  kept+=,GITHUB_SHA,GITHUB_REF_NAME,GITHUB_REPOSITORY,GITHUB_RUN_ID,GITHUB_RUN_ATTEMPT
  run=(sudo --non-interactive "--preserve-env=$kept" "${run[@]}")
fi

code=0
"${run[@]}" || code=$?
# What root wrote, later steps of the job must be able to read, cache and delete.
if [ "${run[0]}" = sudo ]; then
  for folder in results twinbench-data; do
    [ ! -d "$folder" ] || sudo --non-interactive chown -R "$(id -u):$(id -g)" "$folder"
  done
fi
exit "$code"

#!/bin/sh
# The Vagrantfile is valid and what it runs is well-formed shell. No provider is asked for or tried.
set -eu
cd "$(dirname "$0")/.."

missing=''
command -v vagrant > /dev/null || missing=vagrant
command -v shellcheck > /dev/null || missing="$missing shellcheck"
if [ -n "$missing" ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update --quiet --quiet
  # shellcheck disable=SC2086 # one word for each package
  apt-get install --yes --quiet --quiet --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 $missing > /dev/null
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
HOME=$scratch VAGRANT_HOME=$scratch/home VAGRANT_DOTFILE_PATH=$scratch/state VAGRANT_CHECKPOINT_DISABLE=1 \
  vagrant validate --ignore-provider
sh -n scripts/provision-vagrant.sh
shellcheck scripts/provision-vagrant.sh .ci/vagrant.sh .ci/bare-root.sh .ci/run
echo 'shell scripts: no complaint of shellcheck'

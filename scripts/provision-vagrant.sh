#!/bin/sh
# Gives the Vagrant host what Twinbench does not install by itself: Node with npm, and a C compiler.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends ca-certificates gcc git libc6-dev nodejs npm
adduser vagrant kvm
node --version
echo 'Ready: vagrant ssh, then: cd /twinbench && npm run bench'

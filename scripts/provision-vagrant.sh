#!/bin/sh
# Gives the Vagrant host all that `npm run bench` needs, so that it asks for nothing: Node with npm, a C compiler, npm packages, and then
# the Debian packages that Twinbench itself says are missing. Run again, it only brings up to date.
set -eu
export DEBIAN_FRONTEND=noninteractive
project=/twinbench

as_vagrant() {
  runuser --user vagrant -- env HOME=/home/vagrant sh -c "cd $project && $1"
}

apt-get update
apt-get install --yes --no-install-recommends ca-certificates gcc git libc6-dev nodejs npm
usermod --append --groups kvm vagrant

as_vagrant 'npm ci && npm run build'
missing=$(as_vagrant "node --input-type=module --eval '
  import { missingPackages } from \"./dist/bench/host/packages.js\";
  process.stdout.write(missingPackages().map(({ name }) => name).join(\" \"));
'")
# shellcheck disable=SC2086 # one word for each package
[ -z "$missing" ] || apt-get install --yes --no-install-recommends $missing

[ -c /dev/kvm ] || echo 'There is no /dev/kvm: nested virtualization is off in the outer host. Guests will be emulated.' >&2
node --version
echo "Ready: vagrant ssh, then: cd $project && npm run bench"

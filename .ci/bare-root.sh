#!/usr/bin/env bash
# Runs a command (bash .ci/run, unless another is given) on the committed state of this checkout in a Debian system where nothing was ever
# installed by hand: it has Node, npm, gcc, apt and what dpkg itself needs. Needs root, mmdebstrap and git. The system lies in TMPDIR and is
# removed at the end. Packages come from where this machine's own apt and npm take them.
set -eu
suite=bookworm
here=$(cd "$(dirname "$0")/.." && pwd)
name=bare-root-$$
scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/twinbench-$name-XXXXXX")
root=$scratch/root
# Readable for all, so that tests can do things as an ordinary user, too.
inside=/srv/twinbench

# Every mounted v1 hierarchy, and the v2 tree of a hybrid layout. A host with v2 only lends its own tree.
hierarchies() {
  [ -e /sys/fs/cgroup/cgroup.controllers ] || awk '$3 ~ /^cgroup2?$/ { print $3, $2, $4 }' /proc/self/mounts
}

# In groups of its own, the runs inside neither see nor touch those of this host.
join_groups() {
  hierarchies | while read -r _ folder _; do
    mkdir -p "$folder/twinbench/$name"
    for setting in cpuset.cpus cpuset.mems; do
      [ -e "$folder/$setting" ] || continue
      cat "$folder/$setting" > "$folder/twinbench/$setting"
      cat "$folder/$setting" > "$folder/twinbench/$name/$setting"
    done
    echo "$1" > "$folder/twinbench/$name/cgroup.procs"
  done
}

# A process that was just killed may hold its group for a moment.
leave_groups() {
  hierarchies | while read -r _ folder _; do
    group=$folder/twinbench/$name
    for _ in $(seq 50); do
      [ -d "$group" ] || break
      find "$group" -depth -type d -exec rmdir {} + 2> /dev/null || sleep 0.1
    done
    rmdir "$folder/twinbench" 2> /dev/null || true
  done
}

clean_up() {
  trap '' HUP INT TERM
  [ -z "${child-}" ] || kill -KILL "$child" 2> /dev/null || true
  wait
  leave_groups
  rm -rf --one-file-system "$scratch"
}
trap clean_up EXIT
trap 'exit 130' HUP INT TERM

make_root() {
  sources=$(grep -lsE '^(URIs:|deb ).*debian' /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources || true)
  # shellcheck disable=SC2086 # one word for each file
  unshare --mount --propagation private mmdebstrap --quiet --mode=root --variant=apt \
    --include=gcc,libc6-dev,ca-certificates --aptopt='Acquire::Languages "none"' "$suite" "$root" $sources
  for folder in /etc/apt/apt.conf.d /etc/apt/preferences.d /etc/apt/auth.conf.d /etc/apt/keyrings /usr/share/keyrings; do
    [ ! -d "$folder" ] || cp -aL "$folder/." "$root$folder/"
  done
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  cp -aL /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
}

# Debian 12's own Node is too old for Twinbench.
add_node() {
  cp "$(node -p process.execPath)" "$root/usr/local/bin/node"
  mkdir -p "$root/usr/local/lib/node_modules"
  cp -a "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")" "$root/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  mkdir -p "$root/usr/local/etc"
  cp "$(npm config get globalconfig)" "$root/usr/local/etc/npmrc" 2> /dev/null || true
  cp "$(npm config get userconfig)" "$root/root/.npmrc" 2> /dev/null || true
}

# What leads to the registries from here, and nothing else of this session.
carried() {
  env | grep -E '^(npm_config_[a-z_]*|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|TERM|[A-Za-z]*_(proxy|PROXY))=' || true
}

# In namespaces of its own, and with this root as the only one: in a mere chroot no user namespace can be made.
enter() {
  join_groups "$BASHPID"
  # shellcheck disable=SC2016 # for the shell inside
  exec unshare --mount --propagation private --pid --fork --kill-child --cgroup bash -eu -c '
    root=$1 hierarchies=$2 inside=$3
    shift 3
    mount --bind "$root" "$root"
    cd "$root"
    mount -t proc proc proc
    mount --rbind /sys sys
    mount --rbind /dev dev
    while read -r type folder options; do
      [ -n "$type" ] || continue
      umount ".$folder"
      mount -t "$type" -o "$options" cgroup ".$folder"
    done <<< "$hierarchies"
    pivot_root . mnt
    chroot /mnt umount --lazy /
    cd "$inside"
    # Not by exec: this shell is the init of its namespace, and reaps what loses its parent.
    "$@"
    exit 0
  ' bare-root "$root" "$(hierarchies)" "$inside" "$@"
}

make_root
add_node
git clone --quiet --no-hardlinks "$here" "$root$inside"
mapfile -t environment < <(carried)
[ $# -gt 0 ] || set -- bash .ci/run
enter env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${environment[@]}" "$@" &
child=$!
wait "$child"

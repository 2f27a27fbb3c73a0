#!/bin/bash
# Runs inside the lab's host. $1: plain or systemd. What each step said and how it ended goes to the third disk as a tar archive.
set -u
variant=$1
checkout=/lab/twinbench
out=/root/out
export PATH=/lab/node/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export NO_COLOR=1
mkdir -p "$out"
cd "$checkout" || exit 1

# step NAME SECONDS COMMAND…: exit code 124 means that the deadline passed.
step() {
  local name=$1 deadline=$2 started=$SECONDS code
  shift 2
  timeout --kill-after=10 "$deadline" "$@" >"$out/$name.stdout" 2>"$out/$name.stderr" </dev/null
  code=$?
  echo "$code" >"$out/$name.code"
  echo "lab: $variant: $name ended with $code after $((SECONDS - started)) s" >/dev/console
  case $code in
    # Twinbench's own failures and deadlines; the rest of its words is in the step's files.
    5 | 124 | 125 | 137) tail -n 3 "$out/$name.stderr" | sed "s/^/lab: $variant: $name: /" >/dev/console ;;
  esac
}

# A guest of an emulated host hangs now and then, on a busy machine above all; one more try tells that from a fault.
again_if_hung() {
  grep -Eq 'did not boot within|stalled in its boot' "$out/$1.stderr"
}

twinbench() { echo node "$checkout/scripts/twinbench.mjs"; }

# The sources of mmdebstrap's mirror cannot be reached from here.
rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:/srv/apt ./' >/etc/apt/sources.list
modprobe -q kvm-amd

# Each user's cache is a folder of the fourth disk, which stays from boot to boot.
mkdir -p /srv/cache
mount /dev/vdd /srv/cache
for user in root bench; do
  place=$(getent passwd "$user" | cut -d: -f6)/.cache/twinbench
  mkdir -p "$place" "/srv/cache/$user"
  chown "$user:" "${place%/*}" "$place" "/srv/cache/$user"
  mount --bind "/srv/cache/$user" "$place"
done

echo "lab: $variant: up $(cut -d' ' -f1 /proc/uptime) s after its kernel" >/dev/console
. "$checkout/tests/lab/inside/$variant.sh"
step leftovers 20 "$checkout/tests/lab/inside/leftovers.sh"
cp -r /root/results/. "$out/results" 2>/dev/null
dmesg >"$out/dmesg"
tar -C "$out" -cf /dev/vdc .
umount /root/.cache/twinbench /home/bench/.cache/twinbench /srv/cache
sync

#!/bin/bash
# Runs inside the lab's host. $1: plain or systemd. What each step said and how it ended goes to the third disk as a tar archive, after each
# step: a boot that was cut short is followed by another, which goes on behind the last step that ended (see boot.ts).
set -u
variant=$1
checkout=/lab/twinbench
out=/root/out
export PATH=/lab/node/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export NO_COLOR=1
# Emulated on a busy machine, this host gets no CPU for a second now and then, and every step with it.
export TWINBENCH_TEST_VOIDING_GAP_MS=60000
mkdir -p "$out"
cd "$checkout" || exit 1

tell() { echo "lab: $*" >/dev/console; }

# step NAME SECONDS COMMAND…: exit code 124 means that the deadline passed.
step() {
  local name=$1 deadline=$2 started=$SECONDS code
  shift 2
  [ -e "$out/$name.code" ] && return
  timeout --kill-after=10 "$deadline" "$@" >"$out/$name.stdout" 2>"$out/$name.stderr" </dev/null
  code=$?
  echo "$code" >"$out/$name.code"
  tell "$variant: $name ended with $code after $((SECONDS - started)) s"
  case $code in
    # Twinbench's own failures and deadlines; the rest of its words is in the step's files.
    5 | 124 | 125 | 137) tail -n 3 "$out/$name.stderr" | sed "s/^/lab: $variant: $name: /" >/dev/console ;;
  esac
  keep
}

keep() {
  tar -C "$out" -cf /dev/vdc .
  sync
}

# step_with_guest NAME SECONDS COMMAND…: a guest of an emulated host now and then hangs, or is reset before its init; one more try, without what was
# remembered of KVM, tells that from a fault of Twinbench. guest-faults: what Twinbench says of such a guest, a pattern on each line.
step_with_guest() {
  local fault
  step "$@"
  [ -e "$out/$1.retried" ] && return
  fault=$(grep -Eho --file="$checkout/tests/lab/inside/guest-faults" "$out/$1.stdout" "$out/$1.stderr" | head -n 1)
  [ -n "$fault" ] || return
  tell "$variant: $1: FAULT OF THE EMULATION: a guest: $fault. Once more."
  touch "$out/$1.retried"
  rm -rf "$out/$1.code" /srv/cache/*/accelerator
  step "$@"
}

# Three repetitions. Of a run that a crash of the host cut short, nothing stays.
step_run() {
  [ -e "$out/run.code" ] || rm -rf "$out/results"
  step run 700 "$@" --profile quick --output "$out/results"
}

twinbench() { echo node "$checkout/scripts/twinbench.mjs"; }

# Without it for long, the host itself hangs.
while sleep 10; do tell alive; done &
alive=$!
tar -C "$out" -xf /dev/vdc 2>/dev/null

# The sources of mmdebstrap's mirror cannot be reached from here.
rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:/srv/apt ./' >/etc/apt/sources.list
apt-get update >"$out/apt-update" 2>&1
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

tell "$variant: up $(cut -d' ' -f1 /proc/uptime) s after its kernel"
. "$checkout/tests/lab/inside/$variant.sh"
step leftovers 20 "$checkout/tests/lab/inside/leftovers.sh"
dmesg >"$out/dmesg"
touch "$out/finished"
keep
kill "$alive"
umount /root/.cache/twinbench /home/bench/.cache/twinbench /srv/cache
sync

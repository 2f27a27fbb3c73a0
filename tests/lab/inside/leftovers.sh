#!/bin/bash
# Prints whatever of Twinbench is still running, mounted or in a control group; nothing when all is clean.
sleep 2
for folder in /proc/[0-9]*; do
  program=$(readlink "$folder/exe") || continue
  case $program in
    */twinbench/bin/* | */qemu-system-*) echo "process ${folder#/proc/} $program" ;;
  esac
done
grep -h twinbench- /proc/mounts | sed 's/^/mount /'
find /sys/fs/cgroup -type d -name twinbench | while read -r folder; do
  find "$folder" -mindepth 1 -type d ! -name harness | sed 's/^/cgroup /'
done
find /root/.cache/twinbench/work /home/bench/.cache/twinbench/work -mindepth 1 -maxdepth 1 2>/dev/null | sed 's/^/folder /'
exit 0

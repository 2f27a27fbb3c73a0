# A host whose v2 tree belongs to nobody but root. Sourced by main.sh.
chgrp kvm /dev/kvm
chmod 660 /dev/kvm
step_with_guest doctor 180 $(twinbench) doctor --json
# Traced, to see how the container's first process is made.
step exec-container 240 strace --follow-forks --seccomp-bpf -qq --trace=clone3 --output="$out/clone3.trace" $(twinbench) exec --environment container -- sh -c 'uname -r; cat /proc/self/cgroup; exit 7'
step_with_guest exec-vm 400 $(twinbench) exec --environment vm --accel kvm --cpus 1 -- sh -c 'uname -r; cat /proc/sys/kernel/random/boot_id; exit 7'
step boot-id 5 cat /proc/sys/kernel/random/boot_id
step_run $(twinbench) run --accel kvm --cpus 1 --environments bare,container,vm --workloads idle,cpu-hash
# Who has run nothing here yet.
step doctor-user 180 setpriv --reuid=bench --regid=bench --init-groups env HOME=/home/bench TWINBENCH_CACHE=/tmp/fresh $(twinbench) doctor --json

# A host on which the v2 tree belongs to systemd: scopes are delegated to root and to an ordinary user. Sourced by main.sh.
user=(runuser --login bench --command)
export_path="export PATH=$PATH NO_COLOR=1 XDG_RUNTIME_DIR=/run/user/$(id -u bench); cd $checkout"
usermod --append --groups kvm bench
step outside-scope 180 $(twinbench) doctor --json
step_with_guest doctor 180 systemd-run --quiet --scope -p Delegate=yes $(twinbench) doctor --json
step exec-bare 180 systemd-run --quiet --scope -p Delegate=yes $(twinbench) exec --environment bare -- sh -c 'uname -r; exit 7'
step exec-container 180 systemd-run --quiet --scope -p Delegate=yes $(twinbench) exec --environment container --memory 64M --pids 32 -- sh -c 'cat /proc/self/cgroup; exit 7'
step_run systemd-run --quiet --scope -p Delegate=yes $(twinbench) run --environments bare,container --workloads idle
step_with_guest user-doctor 180 "${user[@]}" "$export_path; systemd-run --quiet --user --scope -p Delegate=yes $(twinbench) doctor --json"
step user-exec-container 240 "${user[@]}" "$export_path; systemd-run --quiet --user --scope -p Delegate=yes $(twinbench) exec --environment container --memory 64M --pids 32 -- sh -c 'id -u; cat /proc/self/uid_map; exit 7'"
step_with_guest user-exec-vm 400 "${user[@]}" "$export_path; systemd-run --quiet --user --scope -p Delegate=yes $(twinbench) exec --environment vm --accel kvm --cpus 1 -- sh -c 'id -u; exit 7'"
# Of the fault matrix, what the v2 tree itself has to hold or end.
in_a_group='(forks without end|memory leaks memory|will not be ended, nor will what it left|supervisor is killed|launcher is killed in the window) [(]container[)]'
step faults 300 systemd-run --quiet --scope -p Delegate=yes node node_modules/vitest/vitest.mjs run --project=faults --reporter=json --outputFile="$out/faults.json" -t "$in_a_group" faults.system

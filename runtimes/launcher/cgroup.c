/* The cgroup v1 memberships and the CPUs of the instance. Version 2 is joined by the clone itself. */
#include "launcher.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

/*
 * `0` means the writer, and a thread that moves only itself needs no lock over all of the host's forks: written by a parent, or to
 * cgroup.procs, the same move waits for an RCU grace period (10 ms more on an idle host).
 */
static void join_tasks(const char *tasks_file) {
  int tasks = open(tasks_file, O_WRONLY | O_CLOEXEC);
  if (tasks < 0 || write(tasks, "0", 1) != 1) fail("join cgroup", tasks_file);
  close(tasks);
}

void cgroup_join(const struct config *config) {
  for (size_t i = 0; i < config->tasks_file_count; i++) join_tasks(config->tasks_files[i]);
}

static void add_range(cpu_set_t *set, long first, long last, const char *cpu_list) {
  if (last < first || last >= CPU_SETSIZE) fail_because("set CPUs", cpu_list, "expected a list such as 0-1,3");
  for (long cpu = first; cpu <= last; cpu++) CPU_SET((size_t)cpu, set);
}

void affinity_set(const char *cpu_list) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const char *at = cpu_list;; at++) {
    long first = parse_number("set CPUs", at, &at);
    long last = *at == '-' ? parse_number("set CPUs", at + 1, &at) : first;
    add_range(&set, first, last, cpu_list);
    if (*at == '\0') break;
    if (*at != ',') fail_because("set CPUs", cpu_list, "expected a list such as 0-1,3");
  }
  if (sched_setaffinity(0, sizeof set, &set) != 0) fail("set CPUs", cpu_list);
}

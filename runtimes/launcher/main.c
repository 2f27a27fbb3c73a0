/* Starts one instance, stays as its parent, and reports how it ended. */
#include "launcher.h"

#include "../native/monotonic.h"
#include "../supervisor/supervise.h"
#include "kernel.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* The parent may have died before the signal was asked for; then this process has another parent already. */
static void die_with_parent(pid_t parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail("die with parent", "PR_SET_PDEATHSIG");
  if (parent != 0 && getppid() != parent) _exit(1);
}

static uint64_t microseconds(struct timeval time) {
  return (uint64_t)time.tv_sec * 1000000U + (uint64_t)time.tv_usec;
}

static void report_end(pid_t child) {
  int status = 0;
  struct rusage usage;
  while (wait4(child, &status, 0, &usage) < 0)
    if (errno != EINTR) fail("wait for the instance", "wait4");
  status_ended(status, microseconds(usage.ru_utime), microseconds(usage.ru_stime));
}

int main(int count, char **arguments) {
  uint64_t started_ns = monotonic_ns();
  if (count > 1 && strcmp(arguments[1], SUPERVISE_TASK) == 0) return supervise(CONTROL_FD, started_ns);
  static struct config config;
  /* Run from a descriptor, it would have its number for a name (before Linux 6.14). */
  prctl(PR_SET_NAME, "launcher");
  status_open();
  config_read(&config);
  die_with_parent(config.parent);
  sleep_ms(config.launch_delay_ms);
  uint64_t isolating_ns = config.mode == MODE_CONTAINER ? monotonic_ns() : 0;
  /* Not in the child: beside what the launcher does for it then, a part of the sleep would cost nothing. */
  if (config.mode == MODE_CONTAINER) sleep_us(config.isolate_delay_us);
  pid_t child = instance_clone(&config);
  /* The channels belong to the instance alone, so that their end shows when it ends. */
  kernel_close_range(3, FIRST_PARKED_FD - 1, 0);
  status_born(started_ns, isolating_ns, child);
  report_end(child);
  return 0;
}

/* What the instance's first process becomes in the end, and the descriptors that it then has. */
#include "launcher.h"

#include "../native/monotonic.h"
#include "../supervisor/supervise.h"
#include "kernel.h"

#include <linux/close_range.h>

/* Own standard descriptors: those of the launcher reach the host's /dev, whose nodes root inside could change. */
static void open_standard(void) {
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) fail("open", "/dev/null");
  for (int standard = 0; standard <= 2; standard++)
    if (dup2(null, standard) < 0) fail("set standard descriptor", "/dev/null");
}

/* All are parked first, so that one's target may be another's source. */
static void arrange_descriptors(const struct config *config) {
  int parked[MAX_DESCRIPTORS];
  for (size_t i = 0; i < config->descriptor_count; i++) {
    parked[i] = fcntl(config->descriptors[i].from, F_DUPFD_CLOEXEC, FIRST_PARKED_FD);
    if (parked[i] < 0) fail("pass descriptor", "fd");
  }
  open_standard();
  if (kernel_close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) fail("close descriptors", "close_range");
  for (size_t i = 0; i < config->descriptor_count; i++)
    if (dup2(parked[i], config->descriptors[i].to) < 0) fail("pass descriptor", "fd");
}

_Noreturn void program_exec(const struct config *config) {
  arrange_descriptors(config);
  execve(config->path, config->argv, config->envp);
  fail("exec", config->path);
}

int program_open_self(const struct config *config) {
  if (!config->user_namespace) return -1;
  int self = open("/proc/self/exe", O_PATH | O_CLOEXEC);
  int parked = fcntl(self, F_DUPFD_CLOEXEC, FIRST_PARKED_FD);
  if (parked < 0) fail("open program", "/proc/self/exe");
  close(self);
  return parked;
}

/*
 * Memory belongs to the user namespace that it was first made in, by an exec. Unless that is the new one, the ordinary user who owns it could
 * not measure its supervisor, which is not dumpable (__ptrace_may_access in the kernel).
 */
static _Noreturn void exec_self(int self) {
  char name[] = "twinbench", task[] = SUPERVISE_TASK;
  char *const arguments[] = {name, task, NULL}, *const environment[] = {NULL};
  syscall(SYS_execveat, self, "", arguments, environment, AT_EMPTY_PATH);
  fail("exec", "/proc/self/exe");
}

/* What an exec would close is closed here, and last, since failures are told through one of them. */
static _Noreturn void become_supervisor(void) {
  uint64_t started_ns = monotonic_ns();
  if (kernel_close_range(CONTROL_FD + 1, ~0U, 0) != 0) fail("close descriptors", "close_range");
  _exit(supervise(CONTROL_FD, started_ns));
}

/* Without an exec where that is possible: it would be a sixth of a container's start. */
_Noreturn void program_supervise(const struct config *config, int self) {
  arrange_descriptors(config);
  resources_limit();
  if (config->mode == MODE_CONTAINER) {
    inheritance_shed(config);
    privileges_drop();
    seccomp_install();
  }
  if (self >= 0) exec_self(self);
  become_supervisor();
}

/* The descriptors of the instance's program and its exec. */
#include "launcher.h"

#include "kernel.h"

#include <linux/close_range.h>

/* Opened before the root changes, through this namespace's own mounts; it has no path inside the instance. */
int program_open(const char *path) {
  int program = open(path, O_PATH | O_CLOEXEC);
  if (program < 0) fail("open program", path);
  int parked = fcntl(program, F_DUPFD_CLOEXEC, FIRST_PARKED_FD);
  if (parked < 0) fail("open program", path);
  close(program);
  return parked;
}

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

_Noreturn void program_exec(const struct config *config, int program) {
  arrange_descriptors(config);
  if (config->mode != MODE_EXEC) resources_limit();
  if (config->mode == MODE_CONTAINER) {
    inheritance_shed(config);
    privileges_drop();
    seccomp_install();
  }
  syscall(SYS_execveat, program, "", config->argv, config->envp, AT_EMPTY_PATH);
  fail("exec", config->path);
}

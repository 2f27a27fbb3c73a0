/* The workload: the one process that the supervisor starts. */
#ifndef SUPERVISOR_WORKLOAD_H
#define SUPERVISOR_WORKLOAD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "config.h"

/* What the child tells over its report pipe: `ready`, then nothing more when exec succeeded. */
enum report_kind { REPORT_READY, REPORT_EXEC_FAILED, REPORT_STEP_FAILED };

struct child_report {
  uint64_t at_ns;
  int32_t error;
  uint32_t kind;
  char step[16];
};

struct workload {
  pid_t pid; /* 0 before the start */
  /* Our ends of its pipes; owned; -1 once closed. */
  int stdin_fd, stdout_fd, stderr_fd, mark_fd, report_fd;
  bool exec_failed;
  int exec_error;
  bool reaped;
  int status;
  struct rusage usage;
};

/*
 * Starts the workload. `root` is the folder that becomes its root, NULL to stay in ours. In a guest the child signals
 * `ready` itself. Returns 0, or -1 with errno and the failed `step`.
 */
int workload_start(struct workload *workload, struct config *config, const char *root, bool guest, const char **step);
/* To its process group; before the child made one, to the child. */
void workload_signal(const struct workload *workload, int signal);

#endif

/* The configuration frame: what the workload is and how the instance is set up. */
#ifndef SUPERVISOR_CONFIG_H
#define SUPERVISOR_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "frame.h"

struct config {
  /* NULL-terminated vectors; behind the last of `environment` a place is kept for TWINBENCH_MARK_FD. */
  char **arguments, **environment;
  const char *cwd, *hostname;
  uid_t uid;
  gid_t gid;
  uint32_t delay_ms, grace_ms;
};

/* All that `config` points to lives until the next call. False for anything that PROTOCOL.md does not allow; `problem` then says what, as constant text. */
bool config_parse(struct config *config, const struct frame *frame, const char **problem);

#endif

/* How likely the OOM killer is to choose this process and its children to come. */
#ifndef SUPERVISOR_OOM_SCORE_H
#define SUPERVISOR_OOM_SCORE_H

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* From -1000 (never) to 1000, as text. Without the right to, or without /proc, the score stays as it is. */
static inline void oom_score_set(const char *score) {
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  ssize_t ignored = write(fd, score, strlen(score));
  (void)ignored;
  close(fd);
}

#endif

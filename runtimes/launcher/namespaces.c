/* What new namespaces need before they can be lived in. */
#include "launcher.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void write_file(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  ssize_t length = (ssize_t)strlen(text);
  if (file < 0 || write(file, text, (size_t)length) != length) fail("map user", path);
  close(file);
}

/* A process may map its own single id by itself, once it has given up setgroups. */
void user_namespace_map(const struct config *config) {
  char map[64];
  write_file("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "0 %u 1", config->uid);
  write_file("/proc/self/uid_map", map);
  snprintf(map, sizeof map, "0 %u 1", config->gid);
  write_file("/proc/self/gid_map", map);
}

/*
 * A new cgroup namespace is rooted at the cgroup of its creator. In clone3 that is the launcher, even with CLONE_INTO_CGROUP
 * (copy_cgroup_ns reads the parent's css_set), so it is made here, by the child, after it has joined.
 */
void cgroup_namespace_enter(void) {
  if (unshare(CLONE_NEWCGROUP) != 0) fail("make cgroup namespace", "unshare");
}

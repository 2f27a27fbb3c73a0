/*
 * The network namespace. Making one takes the kernel as long as all other namespaces together, so with root the launcher makes it for
 * itself while its child mounts the filesystems, and the child then joins. An ordinary user may make one only inside the new user
 * namespace, so there it comes with the clone.
 */
#include "launcher.h"

#include <net/if.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* A byte through this pipe says that the launcher's namespace is complete; its end, that the launcher failed. */
static int made_read = -1, made_write = -1;

static void raise_loopback(void) {
  struct ifreq request = {.ifr_name = "lo", .ifr_ifru = {.ifru_flags = IFF_UP}};
  int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (any < 0 || ioctl(any, SIOCSIFFLAGS, &request) != 0) fail("raise network interface", "lo");
  close(any);
}

bool network_comes_with_clone(const struct config *config) {
  return config->user_namespace;
}

void network_prepare(const struct config *config) {
  if (config->mode != MODE_CONTAINER || network_comes_with_clone(config)) return;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail("make network namespace", "pipe");
  made_read = ends[0];
  made_write = ends[1];
}

void network_make(void) {
  if (made_write < 0) return;
  if (unshare(CLONE_NEWNET) != 0) fail("make network namespace", "unshare");
  raise_loopback();
  if (write(made_write, "", 1) != 1) fail("make network namespace", "pipe");
  close(made_write);
  close(made_read);
}

void network_join(const struct config *config, int launcher) {
  if (network_comes_with_clone(config)) {
    raise_loopback();
    return;
  }
  char made;
  close(made_write);
  if (read(made_read, &made, 1) != 1) _exit(1);
  if (setns(launcher, CLONE_NEWNET) != 0) fail("join network namespace", "setns");
}

/* Clones the instance's first process and takes it, step by step, to what it is to be: the supervisor, or a VMM. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The cgroup namespace is missing here on purpose: its root is the cgroup of the cloning process, not of the clone, whichever way
 * the clone joins its cgroup. See cgroup_namespace_enter.
 * Bare gets a mount namespace of its own: it costs nothing at run time, and no mount outlives a killed harness.
 */
static uint64_t namespace_flags(const struct config *config) {
  uint64_t flags = config->user_namespace ? CLONE_NEWUSER : 0;
  if (config->mode == MODE_CONTAINER) flags |= CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC;
  if (config->mode == MODE_CONTAINER && network_comes_with_clone(config)) flags |= CLONE_NEWNET;
  return config->mode == MODE_EXEC ? 0 : flags | CLONE_NEWNS;
}

/*
 * getppid() is 0 across a PID namespace, so a launcher that died before the signal was asked for shows on its pidfd.
 * Bare has no PID namespace whose processes would die with its first one: there the supervisor must live on, see its control stream
 * end, and kill what the workload has started.
 */
static void die_with_launcher(const struct config *config, int launcher) {
  if (config->mode == MODE_BARE) return;
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail("die with launcher", "PR_SET_PDEATHSIG");
  struct pollfd death = {.fd = launcher, .events = POLLIN};
  if (poll(&death, 1, 0) != 0) _exit(1);
}

static void enter_container(const struct config *config) {
  if (config->user_namespace) user_namespace_map(config);
  cgroup_join(config);
  cgroup_namespace_enter();
  if (config->hostname != NULL && sethostname(config->hostname, __builtin_strlen(config->hostname)) != 0)
    fail("set host name", config->hostname);
}

static _Noreturn void run_child(const struct config *config, int launcher) {
  die_with_launcher(config, launcher);
  if (config->mode == MODE_CONTAINER) {
    enter_container(config);
  } else {
    if (config->user_namespace) user_namespace_map(config);
    cgroup_join(config);
  }
  if (config->cpuset != NULL) affinity_set(config->cpuset);
  sleep_ms(config->vmm_delay_ms);
  if (config->mode == MODE_EXEC) program_exec(config);
  int self = program_open_self(config);
  rootfs_enter(config, launcher);
  program_supervise(config, self);
}

static int open_cgroup(const char *folder) {
  if (folder == NULL) return -1;
  int cgroup = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (cgroup < 0) fail("open cgroup", folder);
  return cgroup;
}

pid_t instance_clone(const struct config *config) {
  int cgroup = open_cgroup(config->unified_cgroup);
  int launcher = (int)syscall(SYS_pidfd_open, getpid(), 0);
  if (launcher < 0) fail("open own process", "pidfd_open");
  network_prepare(config);
  struct clone_args arguments = {.flags = namespace_flags(config), .exit_signal = SIGCHLD};
  if (cgroup >= 0) {
    arguments.flags |= CLONE_INTO_CGROUP;
    arguments.cgroup = (uint64_t)cgroup;
  }
  pid_t child = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
  if (child < 0) fail("clone the instance", config->user_namespace ? "new user namespace" : "new namespaces");
  if (child == 0) run_child(config, launcher);
  network_make();
  if (cgroup >= 0) close(cgroup);
  close(launcher);
  return child;
}

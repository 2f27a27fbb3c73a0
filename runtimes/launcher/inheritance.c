/*
 * What a process passes on to its children by itself, and a container must not have from whoever started the harness: session
 * keyring, resource limits, protection from the OOM killer, supplementary groups.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/keyctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As systemd has them for services: programs that use select() get along with the lower, others raise it. */
enum { OPEN_FILES = 1024, MAX_OPEN_FILES = 524288 };

static rlim_t smaller(rlim_t one, rlim_t other) {
  return one < other ? one : other;
}

static void limit_open_files(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) fail("limit resources", "RLIMIT_NOFILE");
  limit.rlim_max = smaller(limit.rlim_max, MAX_OPEN_FILES);
  limit.rlim_cur = smaller(limit.rlim_max, OPEN_FILES);
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) fail("limit resources", "RLIMIT_NOFILE");
}

/*
 * One byte is too little for a core file, and the one value at which the kernel starts no crash handler of the host either (do_coredump in
 * fs/coredump.c): a crash inside must neither run a program of the host's root (CVE-2025-5054) nor disturb what is measured. An ordinary
 * user whose limit is 0 cannot raise it.
 */
static void limit_core_dumps(void) {
  const struct rlimit one = {.rlim_cur = 1, .rlim_max = 1};
  if (setrlimit(RLIMIT_CORE, &one) != 0 && errno != EPERM) fail("limit resources", "RLIMIT_CORE");
}

void resources_limit(void) {
  limit_open_files();
  limit_core_dumps();
}

/* Else a host's permission for real-time or higher priority would let a container keep its processors from the host. */
static void forbid_priorities(void) {
  const struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_RTPRIO, &none) != 0) fail("limit resources", "RLIMIT_RTPRIO");
  if (setrlimit(RLIMIT_NICE, &none) != 0) fail("limit resources", "RLIMIT_NICE");
}

/*
 * Calls for keys are refused inside, but the kernel itself looks into the session's keys, as for encrypted folders. EPERM is the answer
 * in a harness that runs in a container itself: it has no keys either.
 */
static void leave_session_keyring(void) {
  if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0 || errno == ENOSYS || errno == EPERM) return;
  fail("leave session keyring", "keyctl");
}

/* Written while still privileged, the score is also the lowest that the instance may give itself. */
static void lose_oom_protection(void) {
  int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (score < 0) fail("reset OOM score", "/proc/self/oom_score_adj");
  /* An ordinary user may not lower a raised one, and need not. */
  if (write(score, "0", 1) != 1 && errno != EACCES) fail("reset OOM score", "/proc/self/oom_score_adj");
  close(score);
}

/* A user namespace that its own user has made denies setgroups for good (user_namespaces(7)). */
static void leave_groups(const struct config *config) {
  if (config->user_namespace) return;
  if (setgroups(0, NULL) != 0) fail("leave groups", "setgroups");
}

void inheritance_shed(const struct config *config) {
  leave_session_keyring();
  forbid_priorities();
  lose_oom_protection();
  leave_groups(config);
}

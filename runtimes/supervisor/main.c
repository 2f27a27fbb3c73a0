/*
 * The supervisor: the first process inside every instance. It starts the workload, passes its streams, signals marks, and
 * ends the instance. One binary for all kinds:
 *   container   PID 1 of a PID namespace, control stream on descriptor 3, everything mounted by the launcher
 *   bare        an ordinary process that adopts orphans, control stream on descriptor 3
 *   guest       /init of the initramfs: PID 1 without descriptor 3 (a kernel opens 0, 1 and 2 at most for its init)
 * With the argument `tsc-khz` it only measures the time-stamp counter, for guests that have nothing to measure theirs against.
 * Descriptor 3 decides, not a file: an image may contain any file. See PROTOCOL.md.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "guest.h"
#include "session.h"
#include "tsc.h"

enum { CONTROL_FD = 3 };

/* The host answers a goodbye or a failure by closing its side; until then the words may still be on their way through the VMM. */
enum { HANG_UP_DEADLINE_MS = 500 };

static struct session session;

static bool is_guest(void) {
  return getpid() == 1 && fcntl(CONTROL_FD, F_GETFD) < 0;
}

/*
 * Raising one's own protection needs a capability; without it the workload is still the larger target. In a container nobody has it, and
 * the launcher has set the score.
 */
static void protect_from_oom_killer(void) {
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  ssize_t ignored = write(fd, "-1000", 5);
  (void)ignored;
  close(fd);
}

/*
 * A mark must not wait behind the workload for a virtual CPU. Only in a guest: elsewhere it would disturb the host, and is not allowed.
 * The workload does not inherit it.
 */
static void hurry(void) {
  struct sched_param lowest = {.sched_priority = 1};
  sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &lowest);
}

/* Also for our own messages: a console may be all that the host sees. */
static int report_early_failure(const struct guest_failure *failure) {
  fprintf(stderr, "twinbench-supervisor: %s %s: %s\n", failure->step, failure->object, strerror(errno));
  return -1;
}

static int open_guest(void) {
  struct guest_failure failure = {"", ""};
  if (guest_set_up(&failure) < 0) return report_early_failure(&failure);
  int control = guest_open_control(&failure);
  return control < 0 ? report_early_failure(&failure) : control;
}

/*
 * In a container root is not the host's root, and must reach neither the control stream nor this program's file, which lies on the host
 * (/proc/1/fd, /proc/1/exe, ptrace): of a process that is not dumpable both need CAP_SYS_PTRACE, which a container does not have.
 */
static void shut_out_workload(void) {
  prctl(PR_SET_DUMPABLE, 0);
}

static int open_inherited(void) {
  struct guest_failure failure = {"open control stream", "descriptor 3"};
  if (fcntl(CONTROL_FD, F_SETFD, FD_CLOEXEC) < 0) return report_early_failure(&failure);
  if (fcntl(CONTROL_FD, F_SETFL, O_NONBLOCK) < 0) return report_early_failure(&failure);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  if (getpid() == 1) shut_out_workload();
  return CONTROL_FD;
}

int main(int count, char **arguments) {
  uint64_t started_ns = now_ns();
  bool guest = is_guest();
  if (guest && mark_port_open()) mark_signal(MARK_SUPERVISOR_START);
  if (!guest && count > 1 && strcmp(arguments[1], "tsc-khz") == 0) return tsc_print_khz() < 0;
  /* The accelerator probe asks for no more than a kernel that reaches its init (`-- probe` on the kernel's command line). */
  if (guest && count > 1 && strcmp(arguments[1], "probe") == 0) guest_end();
  signal(SIGPIPE, SIG_IGN);
  session.kind = guest ? KIND_GUEST : KIND_SHARED_KERNEL;
  session.control = guest ? open_guest() : open_inherited();
  int status = 1;
  if (session.control >= 0) {
    if (guest || getpid() != 1) protect_from_oom_killer();
    if (guest) hurry();
    session_greet(&session, started_ns);
    status = session_run(&session);
  }
  if (guest) {
    struct pollfd control = {.fd = session.control, .events = 0};
    poll(&control, 1, HANG_UP_DEADLINE_MS);
    guest_end();
  }
  return status;
}

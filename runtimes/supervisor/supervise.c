/* Makes this process the supervisor: out of the workload's reach, first in line where that is allowed, adopting orphans. */
#include "supervise.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "oom-score.h"
#include "session.h"

static struct session session;

/*
 * Raising one's own protection needs a capability; without it the workload is still the larger target. In a container nobody has it, and
 * the launcher has set the score.
 */
static void protect_from_oom_killer(void) {
  oom_score_set("-1000");
}

/*
 * A mark must not wait behind the workload for a virtual CPU. Only in a guest: elsewhere it would disturb the host, and is not allowed.
 * The workload does not inherit it.
 */
static void hurry(void) {
  struct sched_param lowest = {.sched_priority = 1};
  sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &lowest);
}

/*
 * In a container root is not the host's root, and must reach neither the control stream nor this process's program
 * (/proc/1/fd, /proc/1/exe, ptrace): of a process that is not dumpable both need CAP_SYS_PTRACE, which a container does not have.
 */
static void shut_out_workload(void) {
  prctl(PR_SET_DUMPABLE, 0);
}

static int serve(enum kind kind, int control, uint64_t started_ns) {
  signal(SIGPIPE, SIG_IGN);
  session.kind = kind;
  session.control = control;
  session_greet(&session, started_ns);
  return session_run(&session);
}

int supervise(int control, uint64_t started_ns) {
  bool contained = getpid() == 1;
  if (fcntl(control, F_SETFD, FD_CLOEXEC) < 0 || fcntl(control, F_SETFL, O_NONBLOCK) < 0) return 1;
  prctl(PR_SET_NAME, "supervisor");
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  if (contained) shut_out_workload();
  else protect_from_oom_killer();
  return serve(KIND_SHARED_KERNEL, control, started_ns);
}

int supervise_guest(int control, uint64_t started_ns) {
  protect_from_oom_killer();
  hurry();
  return serve(KIND_GUEST, control, started_ns);
}

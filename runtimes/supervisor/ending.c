/* The end: reaping, stop (TERM, grace, KILL, unmount, goodbye). */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "guest.h"
#include "processes.h"
#include "session.h"

enum { KILL_DEADLINE_MS = 5000, FLUSH_DEADLINE_MS = 2000, KILL_ROUND_MS = 5 };

static uint64_t deadline_after_ms(uint64_t milliseconds) {
  return now_ns() + milliseconds * 1000000;
}

static void workload_ended(struct session *session, int status, const struct rusage *usage) {
  struct workload *workload = &session->workload;
  /* What it signalled before its end belongs before its end. */
  session_read_report(session);
  session_read_marks(session);
  session_mark(session, MARK_WORKLOAD_EXIT, now_ns());
  workload->reaped = true;
  workload->status = status;
  workload->usage = *usage;
  session->quiet_since_ns = now_ns();
  input_close(&session->input);
  input_pump(&session->input);
}

void session_reap(struct session *session) {
  int status;
  struct rusage usage;
  pid_t pid;
  while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0)
    if (pid == session->workload.pid) workload_ended(session, status, &usage);
  session->childless = pid < 0 && errno == ECHILD;
}

static void signal_all(struct session *session, int signal) {
  workload_signal(&session->workload, signal);
  processes_signal(signal);
}

void session_stop(struct session *session) {
  session->phase = PHASE_TERMINATING;
  session->phase_deadline_ns = deadline_after_ms(session->config.grace_ms);
  session_reap(session);
  if (!session->childless) signal_all(session, SIGTERM);
}

static void say_goodbye(struct session *session) {
  struct guest_failure failure = {"", ""};
  if (session->kind == KIND_GUEST && guest_unmount(&failure) < 0) {
    session_fail(session, failure.step, failure.object, errno, "the guest's disk could not be left clean");
    return;
  }
  outbox_put_last(&session->out, 'Z', NULL, 0);
  session->phase = PHASE_DONE;
}

void session_advance_stop(struct session *session) {
  if (session->phase != PHASE_TERMINATING && session->phase != PHASE_KILLING) return;
  session_reap(session);
  if (session->childless) {
    session_report_exit(session);
    if (!session->configured || session->exit_sent) say_goodbye(session);
    return;
  }
  bool expired = now_ns() > session->phase_deadline_ns;
  if (session->phase == PHASE_KILLING && expired) {
    session_fail(session, "kill", "processes", ETIMEDOUT, "processes are left after SIGKILL");
  } else if (session->phase == PHASE_KILLING || expired) {
    if (session->phase == PHASE_TERMINATING) session->phase_deadline_ns = deadline_after_ms(KILL_DEADLINE_MS);
    session->phase = PHASE_KILLING;
    signal_all(session, SIGKILL);
  }
}

static void kill_rest(struct session *session) {
  uint64_t deadline = deadline_after_ms(KILL_DEADLINE_MS);
  for (;;) {
    session_reap(session);
    if (session->childless || now_ns() > deadline) return;
    signal_all(session, SIGKILL);
    poll(NULL, 0, KILL_ROUND_MS);
  }
}

static void flush_rest(struct session *session) {
  uint64_t deadline = deadline_after_ms(FLUSH_DEADLINE_MS);
  struct pollfd control = {.fd = session->control, .events = POLLOUT};
  while (outbox_flush(&session->out, session->control) == 0 && !outbox_is_empty(&session->out)) {
    if (now_ns() > deadline) return;
    poll(&control, 1, KILL_ROUND_MS);
  }
}

void session_finish(struct session *session) {
  flush_rest(session);
  kill_rest(session);
}

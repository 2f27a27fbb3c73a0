/* The event loop: nothing in it blocks, every buffer is bounded, and frames from the host are always taken. */
#include "session.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { TICK_MS = 10, OUTPUT_GRACE_TICK_MS = 25, HELLO_LENGTH = 10 };

enum source { CONTROL, CHILDREN, REPORT, STDIN, STDOUT, STDERR, MARKS, SOURCES };

void session_greet(struct session *session, uint64_t started_ns) {
  unsigned char hello[HELLO_LENGTH];
  hello[0] = PROTOCOL_VERSION;
  hello[1] = (unsigned char)session->kind;
  put_u32(hello + 2, (uint32_t)getpid());
  put_u32(hello + 6, INPUT_CAPACITY);
  outbox_put(&session->out, 'H', hello, sizeof hello);
  /* A guest has signalled its start already. */
  if (session->kind == KIND_SHARED_KERNEL) session_mark(session, MARK_SUPERVISOR_START, started_ns);
}

static int watch_children(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -1;
  return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void choose_sources(struct session *session, struct pollfd *sources) {
  const struct workload *workload = &session->workload;
  bool room = session_has_output_room(session);
  bool marks_fit = outbox_room(&session->out) >= OUTBOX_RESERVE;
  short control_events = outbox_is_empty(&session->out) ? POLLIN : POLLIN | POLLOUT;
  /* poll ignores a negative descriptor. */
  sources[CONTROL] = (struct pollfd){.fd = session->control, .events = control_events};
  sources[CHILDREN] = (struct pollfd){.fd = session->children, .events = POLLIN};
  sources[REPORT] = (struct pollfd){.fd = workload->report_fd, .events = POLLIN};
  sources[STDIN] = (struct pollfd){.fd = session->input.used > 0 ? session->input.fd : -1, .events = POLLOUT};
  sources[STDOUT] = (struct pollfd){.fd = room ? workload->stdout_fd : -1, .events = POLLIN};
  sources[STDERR] = (struct pollfd){.fd = room ? workload->stderr_fd : -1, .events = POLLIN};
  sources[MARKS] = (struct pollfd){.fd = marks_fit ? workload->mark_fd : -1, .events = POLLIN};
}

static int timeout_ms(const struct session *session) {
  if (session->phase != PHASE_RUNNING) return TICK_MS;
  return session->workload.reaped && !session->exit_sent ? OUTPUT_GRACE_TICK_MS : -1;
}

static void forget_child_signals(const struct session *session) {
  struct signalfd_siginfo info;
  while (read(session->children, &info, sizeof info) > 0) continue;
}

/* False at the end of the stream: nobody is left to serve. */
static bool take_control(struct session *session, short events) {
  if ((events & (POLLIN | POLLHUP | POLLERR)) == 0) return true;
  int result = inbox_fill(&session->in, session->control);
  session_take_frames(session);
  return result > 0;
}

/* In the order in which the workload made them: its report of `ready`, its marks, its end. */
static void serve_workload(struct session *session, const struct pollfd *sources) {
  session_read_report(session);
  if (sources[MARKS].revents != 0) session_read_marks(session);
  if (sources[CHILDREN].revents != 0) {
    forget_child_signals(session);
    session_reap(session);
  }
  if (sources[STDIN].revents != 0) input_pump(&session->input);
  session_pump_output(session);
  session_send_grants(session);
  session_send_views(session);
  session_report_exit(session);
  session_advance_stop(session);
}

static bool turn(struct session *session) {
  struct pollfd sources[SOURCES];
  choose_sources(session, sources);
  if (poll(sources, SOURCES, timeout_ms(session)) < 0 && errno != EINTR) return false;
  if (!take_control(session, sources[CONTROL].revents)) return false;
  if (session->phase != PHASE_DONE) serve_workload(session, sources);
  return outbox_flush(&session->out, session->control) == 0;
}

int session_run(struct session *session) {
  session->workload.stdout_fd = session->workload.stderr_fd = -1;
  session->workload.mark_fd = session->workload.report_fd = -1;
  session->input.fd = -1;
  session->childless = true;
  session->children = watch_children();
  bool served = session->children >= 0;
  while (served && session->phase != PHASE_DONE) served = turn(session);
  session_finish(session);
  return served && !session->failed ? 0 : 1;
}

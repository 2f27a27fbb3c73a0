/* What goes to the host: output, marks, grants, views, the workload's exit, a failure. All of it only where the outbox has room. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../native/errno-name.h"
#include "session.h"
#include "text.h"
#include "view.h"

enum {
  OUTPUT_CHUNK = 32 * 1024,
  MARKS_AT_ONCE = 64,
  GRANT_STEP = INPUT_CAPACITY / 4,
  /* After the workload's exit: a background process may hold its stdout open for ever. */
  OUTPUT_GRACE_MS = 100,
  NS_PER_MS = 1000000,
};

enum exit_kind { EXIT_EXITED, EXIT_SIGNALED, EXIT_EXEC_FAILED };

bool session_has_output_room(struct session *session) {
  return outbox_room(&session->out) >= OUTPUT_CHUNK + OUTBOX_RESERVE;
}

void session_mark(struct session *session, enum mark mark, uint64_t at_ns) {
  unsigned char payload[9];
  if (session->kind == KIND_GUEST) {
    mark_signal(mark);
    return;
  }
  payload[0] = (unsigned char)mark;
  put_u64(payload + 1, at_ns);
  outbox_put(&session->out, 'M', payload, sizeof payload);
}

static void close_end(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

static void pump(struct session *session, int *fd, char type) {
  if (*fd < 0 || !session_has_output_room(session)) return;
  ssize_t got = read(*fd, outbox_payload(&session->out), OUTPUT_CHUNK);
  if (got > 0) {
    outbox_commit(&session->out, type, (uint32_t)got);
    session->quiet_since_ns = now_ns();
  } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
    close_end(fd);
  }
}

void session_pump_output(struct session *session) {
  pump(session, &session->workload.stdout_fd, 'O');
  pump(session, &session->workload.stderr_fd, 'R');
  if (!session_has_output_room(session)) session->quiet_since_ns = now_ns();
}

static void signal_own_mark(struct session *session, char byte) {
  switch (byte) {
    case 'S': session_mark(session, MARK_WORKLOAD_START, now_ns()); break;
    case 'B': session_mark(session, MARK_WINDOW_START, now_ns()); break;
    case 'E': session_mark(session, MARK_WINDOW_END, now_ns()); break;
    default: break;
  }
}

void session_read_marks(struct session *session) {
  char bytes[MARKS_AT_ONCE];
  if (session->workload.mark_fd < 0 || outbox_room(&session->out) < OUTBOX_RESERVE) return;
  ssize_t got = read(session->workload.mark_fd, bytes, sizeof bytes);
  for (ssize_t i = 0; i < got; i++) signal_own_mark(session, bytes[i]);
  if (got == 0) close_end(&session->workload.mark_fd);
}

void session_fail(struct session *session, const char *step, const char *object, int error, const char *message) {
  static struct text text;
  if (session->failed) return;
  text.used = 0;
  text_add(&text, "step", "%s", step);
  /* Cut, because text_add would leave a longer one out, and so that the frame always fits into what is kept free for it. */
  text_add(&text, "object", "%.1000s", object);
  text_add(&text, "errno", "%s", errno_name(error));
  text_add(&text, "message", "%s", message);
  outbox_put_last(&session->out, 'F', text.bytes, (uint32_t)text.used);
  session->failed = true;
  session->phase = PHASE_DONE;
}

static void take_report(struct session *session, const struct child_report *report) {
  switch ((enum report_kind)report->kind) {
    case REPORT_READY:
      /* A guest's child has signalled this itself. */
      if (session->kind == KIND_SHARED_KERNEL) session_mark(session, MARK_READY, report->at_ns);
      return;
    case REPORT_EXEC_FAILED:
      session->workload.exec_failed = true;
      session->workload.exec_error = report->error;
      return;
    case REPORT_STEP_FAILED:
      session_fail(session, report->step, strcmp(report->step, "chdir") == 0 ? session->config.cwd : session->config.arguments[0],
                   report->error, "the workload's surroundings could not be set up");
      return;
  }
}

void session_read_report(struct session *session) {
  struct child_report report;
  while (session->workload.report_fd >= 0 && session->phase != PHASE_DONE) {
    ssize_t got = read(session->workload.report_fd, &report, sizeof report);
    if (got < 0) return;
    if (got == (ssize_t)sizeof report) take_report(session, &report);
    else close_end(&session->workload.report_fd);
  }
}

void session_send_grants(struct session *session) {
  struct input *input = &session->input;
  unsigned char count[4];
  if (input->consumed == 0 || (input->consumed < GRANT_STEP && input->used > 0)) return;
  put_u32(count, input->consumed);
  if (outbox_room(&session->out) >= OUTBOX_RESERVE && outbox_put(&session->out, 'G', count, sizeof count)) input->consumed = 0;
}

static void send_text(struct session *session, char type, bool *wanted, void (*fill)(struct text *)) {
  static struct text text;
  if (!*wanted || outbox_room(&session->out) < OUTBOX_RESERVE) return;
  text.used = 0;
  /* On a shared kernel it would be the host's view, which the host can read itself. */
  if (session->kind == KIND_GUEST) fill(&text);
  *wanted = !outbox_put(&session->out, type, text.bytes, (uint32_t)text.used);
}

void session_send_views(struct session *session) {
  send_text(session, 'V', &session->view_wanted, view_memory);
  send_text(session, 'D', &session->description_wanted, view_description);
}

static bool output_is_drained(const struct session *session) {
  if (session->workload.stdout_fd < 0 && session->workload.stderr_fd < 0) return true;
  return now_ns() - session->quiet_since_ns > (uint64_t)OUTPUT_GRACE_MS * NS_PER_MS;
}

static void fill_exit(unsigned char *payload, const struct workload *workload) {
  bool exited = WIFEXITED(workload->status);
  payload[0] = workload->exec_failed ? EXIT_EXEC_FAILED : exited ? EXIT_EXITED : EXIT_SIGNALED;
  int code = workload->exec_failed ? workload->exec_error : exited ? WEXITSTATUS(workload->status) : WTERMSIG(workload->status);
  const struct rusage *usage = &workload->usage;
  put_u32(payload + 1, (uint32_t)code);
  put_u64(payload + 5, (uint64_t)usage->ru_utime.tv_sec * 1000000 + (uint64_t)usage->ru_utime.tv_usec);
  put_u64(payload + 13, (uint64_t)usage->ru_stime.tv_sec * 1000000 + (uint64_t)usage->ru_stime.tv_usec);
  put_u64(payload + 21, (uint64_t)usage->ru_maxrss * 1024);
}

void session_report_exit(struct session *session) {
  unsigned char payload[29];
  if (!session->workload.reaped || session->exit_sent || !output_is_drained(session)) return;
  if (outbox_room(&session->out) < OUTBOX_RESERVE / 2) return;
  fill_exit(payload, &session->workload);
  outbox_put(&session->out, 'X', payload, sizeof payload);
  session->exit_sent = true;
  close_end(&session->workload.stdout_fd);
  close_end(&session->workload.stderr_fd);
}

/* One session with the host: its state, and the parts that the event loop calls. */
#ifndef SUPERVISOR_SESSION_H
#define SUPERVISOR_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "frame.h"
#include "input.h"
#include "mark.h"
#include "workload.h"

enum kind { KIND_SHARED_KERNEL = 0, KIND_GUEST = 1 };

/* How far the end of the instance is. */
enum phase { PHASE_RUNNING, PHASE_TERMINATING, PHASE_KILLING, PHASE_DONE };

struct session {
  enum kind kind;
  int control, children; /* the stream; a signalfd of SIGCHLD */
  struct outbox out;
  struct inbox in;
  struct config config;
  bool configured;
  struct workload workload;
  struct input input;
  bool exit_sent, view_wanted, description_wanted;
  bool childless; /* as of the last reaping: no process is left but us */
  uint64_t quiet_since_ns; /* last output, or last time we could not take any */
  enum phase phase;
  uint64_t phase_deadline_ns;
  bool failed;
};

/* Queues `H` and, on a shared kernel, the mark supervisor-start. */
void session_greet(struct session *session, uint64_t started_ns);
/* Runs to the end of the instance. Returns the exit status. */
int session_run(struct session *session);

/* host_frames.c: handles every frame that has arrived. */
void session_take_frames(struct session *session);

/* output.c: what goes to the host. */
bool session_has_output_room(struct session *session);
void session_mark(struct session *session, enum mark mark, uint64_t at_ns);
void session_pump_output(struct session *session);
void session_read_marks(struct session *session);
void session_read_report(struct session *session);
void session_send_grants(struct session *session);
void session_send_views(struct session *session);
/* Sends `X` once the workload is reaped and its output is drained. */
void session_report_exit(struct session *session);
/* Queues `F` and ends the session. `error` is an errno. */
void session_fail(struct session *session, const char *step, const char *object, int error, const char *message);

/* ending.c: the end of the workload and of the instance. */
void session_reap(struct session *session);
void session_stop(struct session *session);
void session_advance_stop(struct session *session);
/* Kills whatever is left and flushes the outbox, both within a deadline. */
void session_finish(struct session *session);

#endif

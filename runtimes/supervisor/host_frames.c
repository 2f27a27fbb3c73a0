/* Frames from the host: each has one handler, which refuses what is out of place. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "session.h"

enum { HIGHEST_SIGNAL = 64 };

/* False: malformed or out of place. */
typedef bool (*frame_handler)(struct session *session, const struct frame *frame);

static bool start(struct session *session) {
  bool guest = session->kind == KIND_GUEST;
  const char *step = "";
  if (workload_start(&session->workload, &session->config, guest ? GUEST_ROOT : NULL, guest, &step) < 0) {
    session_fail(session, step, session->config.arguments[0], errno, "the workload could not be started");
    return true;
  }
  session->input.fd = session->workload.stdin_fd;
  session->childless = false;
  unsigned char pid[4];
  put_u32(pid, (uint32_t)session->workload.pid);
  outbox_put(&session->out, 'P', pid, sizeof pid);
  return true;
}

static bool on_config(struct session *session, const struct frame *frame) {
  const char *problem;
  if (session->configured || session->phase != PHASE_RUNNING) return false;
  if (!config_parse(&session->config, frame, &problem)) {
    session_fail(session, "configuration", "C", EPROTO, problem);
    return true;
  }
  session->configured = true;
  const char *name = session->config.hostname;
  /* Elsewhere the name belongs to the launcher, or to the host. */
  if (session->kind == KIND_GUEST && name != NULL && sethostname(name, strlen(name)) < 0) {
    session_fail(session, "sethostname", name, errno, "the host name was refused");
    return true;
  }
  return start(session);
}

static bool on_input(struct session *session, const struct frame *frame) {
  if (!session->configured || !input_push(&session->input, frame->payload, frame->length)) return false;
  input_pump(&session->input);
  return true;
}

static bool on_input_end(struct session *session, const struct frame *frame) {
  if (!session->configured || frame->length != 0 || !input_end(&session->input)) return false;
  input_pump(&session->input);
  return true;
}

static bool on_kill(struct session *session, const struct frame *frame) {
  if (!session->configured || frame->length != 1) return false;
  int signal = frame->payload[0];
  if (signal < 1 || signal > HIGHEST_SIGNAL) return false;
  workload_signal(&session->workload, signal);
  return true;
}

static bool on_query(struct session *session, const struct frame *frame) {
  session->view_wanted = true;
  return frame->length == 0;
}

static bool on_describe(struct session *session, const struct frame *frame) {
  session->description_wanted = true;
  return frame->length == 0;
}

static bool on_stop(struct session *session, const struct frame *frame) {
  if (session->phase != PHASE_RUNNING || frame->length != 0) return false;
  session_stop(session);
  return true;
}

static frame_handler handler_of(char type) {
  switch (type) {
    case 'C': return on_config;
    case 'I': return on_input;
    case 'E': return on_input_end;
    case 'K': return on_kill;
    case 'Q': return on_query;
    case 'D': return on_describe;
    case 'S': return on_stop;
    default: return NULL;
  }
}

static void take_frame(struct session *session, const struct frame *frame) {
  char name[8];
  frame_handler handler = handler_of(frame->type);
  if (handler != NULL && handler(session, frame)) return;
  snprintf(name, sizeof name, "0x%02x", (unsigned char)frame->type);
  session_fail(session, "frame", name, EPROTO, handler == NULL ? "unknown frame" : "malformed frame, or a frame out of place");
}

void session_take_frames(struct session *session) {
  struct frame frame;
  while (session->phase != PHASE_DONE) {
    switch (inbox_next(&session->in, &frame)) {
      case INBOX_EMPTY: return;
      case INBOX_MALFORMED: session_fail(session, "frame", "length", EPROTO, "frame longer than 65536 bytes"); return;
      case INBOX_FRAME: take_frame(session, &frame); break;
    }
  }
}

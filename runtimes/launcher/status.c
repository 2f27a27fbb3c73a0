/* Reports to whoever started the launcher: JSON lines, each or several in one write. */
#include "launcher.h"

#include "../native/errno-name.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STATUS_FD = 4, MAX_LINES_BYTES = 4096 };

static int status_fd = STATUS_FD;

/* Moved out of the way of the program's own descriptors, and closed by its exec. */
void status_open(void) {
  int parked = fcntl(STATUS_FD, F_DUPFD_CLOEXEC, FIRST_PARKED_FD);
  if (parked < 0) _exit(2);
  close(STATUS_FD);
  status_fd = parked;
}

/* A reader that is gone is noticed by its death signal, so a failed write needs no answer. */
static void send_lines(const char *text, int length) {
  size_t count = length < MAX_LINES_BYTES ? (size_t)length : MAX_LINES_BYTES - 1U;
  if (write(status_fd, text, count) < 0) return;
}

void status_born(uint64_t started_ns, uint64_t isolating_ns, pid_t child) {
  char lines[MAX_LINES_BYTES];
  int length = snprintf(lines, sizeof lines, "{\"event\":\"start\",\"ns\":%" PRIu64 "}\n", started_ns);
  if (isolating_ns != 0)
    length += snprintf(lines + length, sizeof lines - (size_t)length, "{\"event\":\"isolating\",\"ns\":%" PRIu64 "}\n",
                       isolating_ns);
  length += snprintf(lines + length, sizeof lines - (size_t)length, "{\"event\":\"child\",\"pid\":%d}\n", (int)child);
  send_lines(lines, length);
}

void status_ended(int wait_status, uint64_t user_us, uint64_t system_us) {
  bool signaled = WIFSIGNALED(wait_status);
  char line[MAX_LINES_BYTES];
  int length = snprintf(line, sizeof line,
                        "{\"event\":\"exit\",\"kind\":\"%s\",\"code\":%d,\"userUs\":%" PRIu64 ",\"systemUs\":%" PRIu64 "}\n",
                        signaled ? "signaled" : "exited", signaled ? WTERMSIG(wait_status) : WEXITSTATUS(wait_status),
                        user_us, system_us);
  send_lines(line, length);
}

/* Cuts at `size`, never inside an escape. */
static void escape_json(char *to, size_t size, const char *text) {
  size_t used = 0;
  for (; *text != '\0' && used + 7 < size; text++) {
    unsigned char byte = (unsigned char)*text;
    if (byte == '"' || byte == '\\') to[used++] = '\\';
    if (byte >= 0x20) to[used++] = *text;
    else used += (size_t)snprintf(to + used, size - used, "\\u%04x", byte);
  }
  to[used] = '\0';
}

static _Noreturn void report_failure(const char *step, const char *object, const char *name, const char *reason) {
  char line[MAX_LINES_BYTES], safe_object[MAX_LINES_BYTES / 4];
  escape_json(safe_object, sizeof safe_object, object);
  int length = snprintf(line, sizeof line,
                        "{\"event\":\"error\",\"step\":\"%s\",\"object\":\"%s\",\"errno\":\"%s\",\"message\":\"%s: %s: %s\"}\n",
                        step, safe_object, name, step, safe_object, reason);
  send_lines(line, length);
  _exit(1);
}

_Noreturn void fail(const char *step, const char *object) {
  int cause = errno;
  report_failure(step, object, errno_name(cause), strerror(cause));
}

_Noreturn void fail_because(const char *step, const char *object, const char *reason) {
  report_failure(step, object, "EINVAL", reason);
}

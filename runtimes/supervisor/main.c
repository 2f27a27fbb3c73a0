/*
 * The supervisor as a program of its own: /init of a guest's initramfs, PID 1 without descriptor 3 (a kernel opens 0, 1 and 2 at most for
 * its init). Elsewhere the launcher's child becomes the supervisor without another exec; started by hand with a control stream on
 * descriptor 3 this program is that supervisor, and with the argument `tsc-khz` it only measures the time-stamp counter, for guests that
 * have nothing to measure theirs against. Descriptor 3 decides, not a file: an image may contain any file. See PROTOCOL.md.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "mark.h"
#include "supervise.h"
#include "tsc.h"

enum { CONTROL_FD = 3 };

/* The host answers a goodbye or a failure by closing its side; until then the words may still be on their way through the VMM. */
enum { HANG_UP_DEADLINE_MS = 500 };

static bool is_guest(void) {
  return getpid() == 1 && fcntl(CONTROL_FD, F_GETFD) < 0;
}

/* For our own messages: a console may be all that the host sees. */
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

static _Noreturn void be_guest(uint64_t started_ns) {
  int control = open_guest();
  if (control >= 0) supervise_guest(control, started_ns);
  struct pollfd stream = {.fd = control, .events = 0};
  poll(&stream, 1, HANG_UP_DEADLINE_MS);
  guest_end();
}

int main(int count, char **arguments) {
  uint64_t started_ns = now_ns();
  const char *task = count > 1 ? arguments[1] : "";
  if (!is_guest()) return strcmp(task, "tsc-khz") == 0 ? tsc_print_khz() < 0 : supervise(CONTROL_FD, started_ns);
  if (mark_port_open()) mark_signal(MARK_SUPERVISOR_START);
  /* The accelerator probe asks for no more than a kernel that reaches its init (`-- probe` on the kernel's command line). */
  if (strcmp(task, "probe") == 0) guest_end();
  be_guest(started_ns);
}

/* Waits for whatever comes first: a request, or the time of a reading. Idle, it sleeps without a timer. */
#include "sampler.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

/* The wait is relative, but the deadline is not: lateness never adds up. True when stdin has something, its end included. */
static bool wait_for_request(uint64_t deadline_ns) {
  uint64_t now_ns = clock_ns(CLOCK_MONOTONIC);
  uint64_t rest_ns = deadline_ns > now_ns ? deadline_ns - now_ns : 0;
  struct timespec rest = {.tv_sec = (time_t)(rest_ns / NS_PER_S), .tv_nsec = (long)(rest_ns % NS_PER_S)};
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  int ready = ppoll(&input, 1, deadline_ns == UINT64_MAX ? NULL : &rest, NULL);
  if (ready < 0 && errno != EINTR) fail("cannot wait", "ppoll");
  return ready > 0;
}

static void handle(const struct request *request) {
  slots_charge();
  if (request->kind == REQUEST_START) slot_start(request);
  else slot_stop(request);
}

int main(void) {
  /* The end of stdin says the same, but not to a sampler that is blocked in writing. */
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail("cannot die with its parent", "PR_SET_PDEATHSIG");
  for (;;) {
    if (wait_for_request(slots_next_ns()) && !requests_pump(handle)) return 0;
    slots_read_due();
    slots_charge();
  }
}

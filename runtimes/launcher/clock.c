/* The injected delays. */
#include "launcher.h"

#include <errno.h>
#include <sys/prctl.h>
#include <time.h>

/* Without the 50 us of slack that the kernel gives timers otherwise; what an idle CPU takes to wake up remains. */
void sleep_us(long duration_us) {
  if (duration_us <= 0) return;
  prctl(PR_SET_TIMERSLACK, 1UL);
  struct timespec rest = {.tv_sec = duration_us / 1000000, .tv_nsec = duration_us % 1000000 * 1000L};
  while (clock_nanosleep(CLOCK_MONOTONIC, 0, &rest, &rest) == EINTR) continue;
  prctl(PR_SET_TIMERSLACK, 0UL);
}

void sleep_ms(long duration_ms) { sleep_us(duration_ms * 1000); }

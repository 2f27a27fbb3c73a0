/* The rate of the host's time-stamp counter. */
#include "tsc.h"

#include <inttypes.h>
#include <stdio.h>

#include "mark.h"

#ifdef __x86_64__
#include <x86intrin.h>

enum { MEASURE_NS = 200000000, ATTEMPTS = 16 };

struct reading {
  uint64_t ns, ticks, width_ns;
};

/* Of several readings the one during which least time passed: the others were interrupted. */
static struct reading read_both(void) {
  struct reading best = {0, 0, UINT64_MAX};
  for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
    uint64_t before_ns = now_ns();
    uint64_t ticks = __rdtsc();
    uint64_t after_ns = now_ns();
    if (after_ns - before_ns < best.width_ns)
      best = (struct reading){.ns = before_ns + (after_ns - before_ns) / 2, .ticks = ticks, .width_ns = after_ns - before_ns};
  }
  return best;
}

int tsc_print_khz(void) {
  struct reading first = read_both();
  while (now_ns() - first.ns < MEASURE_NS) continue;
  struct reading last = read_both();
  double khz = (double)(last.ticks - first.ticks) * 1e6 / (double)(last.ns - first.ns);
  printf("%.0f\n", khz);
  return 0;
}
#else
int tsc_print_khz(void) {
  return -1;
}
#endif

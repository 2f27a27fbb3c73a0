/* The end of a sampler that cannot go on. */
#include "sampler.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void fail(const char *problem, const char *object) {
  fprintf(stderr, "twinbench sampler: %s: \"%.200s\"\n", problem, object);
  exit(2);
}

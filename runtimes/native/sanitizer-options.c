/* What a program built with AddressSanitizer is told by default; linked into such builds alone. */
#include <unistd.h>

const char *__asan_default_options(void);

/* The leak check traces its own process, which the first process of a container may not do. */
const char *__asan_default_options(void) {
  return getpid() == 1 ? "abort_on_error=1:detect_leaks=0" : "abort_on_error=1:detect_leaks=1";
}

/* The payload of a configuration frame against the supervisor's parser. */
#include <stdlib.h>
#include <string.h>

#include "../../runtimes/supervisor/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every string is one of the frame's, with its NUL byte. Returns how many there are. */
static size_t check_vector(char *const *vector, const uint8_t *data, size_t size) {
  size_t count = 0;
  for (; vector[count] != NULL; count++)
    if (memmem(data, size, vector[count], strlen(vector[count]) + 1) == NULL) abort();
  return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > FRAME_MAX) return -1;
  struct config config = {0};
  const char *problem = NULL;
  struct frame frame = {.type = 'C', .length = (uint32_t)size, .payload = data};
  if (config_parse(&config, &frame, &problem)) {
    if (check_vector(config.arguments, data, size) == 0) abort();
    /* The place that is kept for TWINBENCH_MARK_FD. */
    size_t variables = check_vector(config.environment, data, size);
    if (config.environment[variables + 1] != NULL || config.cwd == NULL) abort();
  }
  if (problem == NULL || *problem == '\0') abort();
  return 0;
}

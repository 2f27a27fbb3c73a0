/* stdin of the workload: a ring as large as what was granted, so the control stream never waits behind it. */
#ifndef SUPERVISOR_INPUT_H
#define SUPERVISOR_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INPUT_CAPACITY = 64 * 1024 };

struct input {
  int fd; /* owned; -1 once closed */
  size_t start, used;
  bool ended;
  uint32_t consumed; /* taken off the ring and not yet granted again */
  unsigned char bytes[INPUT_CAPACITY];
};

/* False when the host sent more than it was granted, or anything after the end. */
bool input_push(struct input *input, const unsigned char *bytes, size_t length);
bool input_end(struct input *input);
/* Writes what the pipe takes; closes it at the end, or when nobody reads it any more (the rest is dropped). */
void input_pump(struct input *input);
void input_close(struct input *input);

#endif

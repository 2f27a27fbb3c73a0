/* stdin of the workload. */
#include "input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static size_t smaller(size_t a, size_t b) {
  return a < b ? a : b;
}

bool input_push(struct input *input, const unsigned char *bytes, size_t length) {
  if (input->ended || length > INPUT_CAPACITY - input->used - input->consumed) return false;
  size_t at = (input->start + input->used) % INPUT_CAPACITY;
  size_t first = smaller(length, INPUT_CAPACITY - at);
  memcpy(input->bytes + at, bytes, first);
  memcpy(input->bytes, bytes + first, length - first);
  input->used += length;
  return true;
}

bool input_end(struct input *input) {
  if (input->ended) return false;
  input->ended = true;
  return true;
}

static void consume(struct input *input, size_t length) {
  input->start = (input->start + length) % INPUT_CAPACITY;
  input->used -= length;
  input->consumed += (uint32_t)length;
}

void input_close(struct input *input) {
  if (input->fd >= 0) close(input->fd);
  input->fd = -1;
}

void input_pump(struct input *input) {
  while (input->used > 0 && input->fd >= 0) {
    size_t contiguous = smaller(input->used, INPUT_CAPACITY - input->start);
    ssize_t written = write(input->fd, input->bytes + input->start, contiguous);
    if (written >= 0) consume(input, (size_t)written);
    else if (errno == EAGAIN || errno == EINTR) return;
    else input_close(input);
  }
  if (input->fd < 0) consume(input, input->used);
  else if (input->ended) input_close(input);
}

/* Requests, cut into reads of any size, against the sampler's parser. */
#include <errno.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static ssize_t take(int fd, void *bytes, size_t size);

#define read take
#include "../../runtimes/sampler/request.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *rest;
static size_t left, chunk;
static jmp_buf end;

static ssize_t take(int fd, void *bytes, size_t size) {
  size_t length = size < left ? size : left;
  if (fd != STDIN_FILENO || size == 0) abort();
  if (chunk > 0 && length > chunk) length = chunk;
  memcpy(bytes, rest, length);
  rest += length;
  left -= length;
  return (ssize_t)length;
}

_Noreturn void fail(const char *problem, const char *object) {
  if (strlen(problem) == 0 || strlen(object) > CAPACITY) abort();
  longjmp(end, 1);
}

static void check_request(const struct request *request) {
  if (request->path_count > MAX_FILES || request->name == NULL) abort();
  for (size_t i = 0; i < request->path_count; i++)
    if (request->paths[i] < pending || request->paths[i] + strlen(request->paths[i]) >= pending + pending_length) abort();
  if (request->kind == REQUEST_STOP) return;
  if (request->period_ns == 0 || request->path_count == 0) abort();
}

/* The first byte is the size of a read; 0 stands for as much as there is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return -1;
  memset(pending, 0, sizeof pending);
  pending_length = 0;
  chunk = data[0];
  rest = data + 1;
  left = size - 1;
  if (setjmp(end) == 0)
    while (requests_pump(check_request)) continue;
  return 0;
}

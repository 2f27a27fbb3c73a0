/* Requests: strings `key=value`, each ended by a NUL byte; an empty string ends a request. */
#include "sampler.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CAPACITY = 65536, NS_PER_US = 1000 };

static char pending[CAPACITY];
static size_t pending_length;

static uint64_t parse_number(const char *text, uint64_t greatest) {
  char *end = NULL;
  errno = 0;
  unsigned long long number = strtoull(text, &end, 10);
  if (errno != 0 || *text < '0' || *text > '9' || *end != '\0' || number > greatest) fail("not a number in range", text);
  return number;
}

static const char *value_of(const char *string, const char *key) {
  size_t length = strlen(key);
  return strncmp(string, key, length) == 0 && string[length] == '=' ? string + length + 1 : NULL;
}

static void begin(struct request *request, const char *string) {
  const char *start = value_of(string, "start"), *stop = value_of(string, "stop");
  if (start == NULL && stop == NULL) fail("a request begins with start or stop", string);
  *request = (struct request){.kind = start != NULL ? REQUEST_START : REQUEST_STOP, .name = start != NULL ? start : stop};
  request->slot = (uint32_t)parse_number(request->name, UINT32_MAX);
}

static void extend(struct request *request, const char *string) {
  const char *period = value_of(string, "periodUs"), *path = value_of(string, "file");
  if (request->kind == REQUEST_STOP || (period == NULL && path == NULL)) fail("unexpected part of a request", string);
  if (period != NULL) {
    request->period_ns = parse_number(period, UINT32_MAX) * NS_PER_US;
  } else {
    if (request->path_count == MAX_FILES) fail("too many files", path);
    request->paths[request->path_count++] = path;
  }
}

static void check(const struct request *request) {
  if (request->kind == REQUEST_STOP) return;
  if (request->period_ns == 0) fail("a start without periodUs", request->name);
  if (request->path_count == 0) fail("a start without file", request->name);
}

/* The request at the beginning of `text`. @returns its length with the empty string; 0 when it is not complete */
static size_t parse_request(const char *text, size_t length, struct request *request) {
  for (size_t at = 0; at < length;) {
    size_t string_length = strnlen(text + at, length - at);
    if (at + string_length == length) return 0;
    if (at == 0) begin(request, text);
    else if (string_length == 0) return check(request), at + 1;
    else extend(request, text + at);
    at += string_length + 1;
  }
  return 0;
}

bool requests_pump(void (*handle)(const struct request *request)) {
  if (pending_length == CAPACITY) fail("longer than 64 KiB", "request");
  ssize_t count = read(STDIN_FILENO, pending + pending_length, CAPACITY - pending_length);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  if (count <= 0) return false;
  pending_length += (size_t)count;
  struct request request;
  size_t done = 0;
  for (size_t length; (length = parse_request(pending + done, pending_length - done, &request)) > 0; done += length)
    handle(&request);
  pending_length -= done;
  memmove(pending, pending + done, pending_length);
  return true;
}

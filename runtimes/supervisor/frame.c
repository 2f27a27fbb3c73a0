/* Frames of the control stream. */
#include "frame.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void put_u32(unsigned char *at, uint32_t value) {
  for (int i = 0; i < 4; i++) at[i] = (unsigned char)(value >> (8 * i));
}

void put_u64(unsigned char *at, uint64_t value) {
  for (int i = 0; i < 8; i++) at[i] = (unsigned char)(value >> (8 * i));
}

static uint32_t get_u32(const unsigned char *at) {
  return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void outbox_compact(struct outbox *out) {
  if (out->start == 0) return;
  memmove(out->bytes, out->bytes + out->start, out->end - out->start);
  out->end -= out->start;
  out->start = 0;
}

size_t outbox_room(struct outbox *out) {
  size_t used = out->end - out->start;
  size_t header_and_used = used + FRAME_HEADER;
  return out->closed || header_and_used >= OUTBOX_CAPACITY ? 0 : OUTBOX_CAPACITY - header_and_used;
}

unsigned char *outbox_payload(struct outbox *out) {
  outbox_compact(out);
  return out->bytes + out->end + FRAME_HEADER;
}

void outbox_commit(struct outbox *out, char type, uint32_t length) {
  out->bytes[out->end] = (unsigned char)type;
  put_u32(out->bytes + out->end + 1, length);
  out->end += FRAME_HEADER + length;
}

bool outbox_put(struct outbox *out, char type, const void *payload, uint32_t length) {
  if (out->closed || outbox_room(out) < length) return false;
  unsigned char *at = outbox_payload(out);
  if (length > 0) memcpy(at, payload, length);
  outbox_commit(out, type, length);
  return true;
}

bool outbox_put_last(struct outbox *out, char type, const void *payload, uint32_t length) {
  bool taken = outbox_put(out, type, payload, length);
  out->closed = true;
  return taken;
}

bool outbox_is_empty(const struct outbox *out) {
  return out->start == out->end;
}

int outbox_flush(struct outbox *out, int fd) {
  while (!outbox_is_empty(out)) {
    ssize_t written = write(fd, out->bytes + out->start, out->end - out->start);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno == EAGAIN ? 0 : -1;
    out->start += (size_t)written;
  }
  out->start = out->end = 0;
  return 0;
}

int inbox_fill(struct inbox *in, int fd) {
  memmove(in->bytes, in->bytes + in->start, in->end - in->start);
  in->end -= in->start;
  in->start = 0;
  ssize_t got = read(fd, in->bytes + in->end, sizeof in->bytes - in->end);
  if (got < 0) return errno == EAGAIN || errno == EINTR ? 1 : -1;
  in->end += (size_t)got;
  return got > 0;
}

enum inbox_state inbox_next(struct inbox *in, struct frame *frame) {
  size_t available = in->end - in->start;
  if (available < FRAME_HEADER) return INBOX_EMPTY;
  const unsigned char *at = in->bytes + in->start;
  uint32_t length = get_u32(at + 1);
  if (length > FRAME_MAX) return INBOX_MALFORMED;
  if (available < FRAME_HEADER + length) return INBOX_EMPTY;
  *frame = (struct frame){.type = (char)at[0], .length = length, .payload = at + FRAME_HEADER};
  in->start += FRAME_HEADER + length;
  return INBOX_FRAME;
}

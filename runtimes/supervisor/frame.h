/* Frames of the control stream: a bounded outbox to the host and an inbox that takes frames apart. See PROTOCOL.md. */
#ifndef SUPERVISOR_FRAME_H
#define SUPERVISOR_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  PROTOCOL_VERSION = 1,
  FRAME_HEADER = 5,
  FRAME_MAX = 65536,
  OUTBOX_CAPACITY = 128 * 1024,
  /* Kept free of workload output, so that marks, exits and failures always find room. */
  OUTBOX_RESERVE = 24 * 1024,
};

struct outbox {
  size_t start, end;
  bool closed; /* after the last frame: takes no more, but still gives what it has */
  unsigned char bytes[OUTBOX_CAPACITY];
};

struct inbox {
  size_t start, end;
  unsigned char bytes[FRAME_HEADER + FRAME_MAX];
};

/* A frame inside the inbox; valid until the next inbox_fill. */
struct frame {
  char type;
  uint32_t length;
  const unsigned char *payload;
};

enum inbox_state { INBOX_EMPTY, INBOX_FRAME, INBOX_MALFORMED };

void put_u32(unsigned char *at, uint32_t value);
void put_u64(unsigned char *at, uint64_t value);

/* Payload bytes that fit into one more frame; 0 once closed. */
size_t outbox_room(struct outbox *out);
/* Start of a payload of up to outbox_room() bytes; becomes a frame by outbox_commit. */
unsigned char *outbox_payload(struct outbox *out);
void outbox_commit(struct outbox *out, char type, uint32_t length);
/* False when there is no room; nothing is written then. */
bool outbox_put(struct outbox *out, char type, const void *payload, uint32_t length);
/* A frame after which nothing may follow: a failure or a goodbye. */
bool outbox_put_last(struct outbox *out, char type, const void *payload, uint32_t length);
bool outbox_is_empty(const struct outbox *out);
/* Writes what the stream takes without blocking. Returns 0, or -1 with errno when the stream is gone. */
int outbox_flush(struct outbox *out, int fd);

/* Reads without blocking. Returns 1 for bytes or none yet, 0 at the end of the stream, -1 with errno. */
int inbox_fill(struct inbox *in, int fd);
enum inbox_state inbox_next(struct inbox *in, struct frame *frame);

#endif

/* Reads files again and again on a steady schedule, and keeps what it read until it is asked for. See PROTOCOL.md. */
#ifndef TWINBENCH_SAMPLER_H
#define TWINBENCH_SAMPLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MAX_SLOTS = 64, MAX_FILES = 8, NS_PER_S = 1000000000 };

struct request {
  enum { REQUEST_START, REQUEST_STOP } kind;
  uint32_t slot;
  uint64_t period_ns;
  /* Borrowed, until the next request is read. */
  const char *name;
  const char *paths[MAX_FILES];
  size_t path_count;
};

/* Reads what stdin has and handles every request that is complete. False at the end of stdin. Malformed requests end the program. */
bool requests_pump(void (*handle)(const struct request *request));

void slot_start(const struct request *request);
/* Writes what the slot has read to stdout, and frees it. */
void slot_stop(const struct request *request);
/* Reads the files of every slot whose time has come. */
void slots_read_due(void);
/* Shares the CPU time used since the last call out among the slots there are. */
void slots_charge(void);
/* CLOCK_MONOTONIC of the next reading; UINT64_MAX when there is none. */
uint64_t slots_next_ns(void);

uint64_t clock_ns(int clock);
/* Ends the program with a line on stderr that says what was wrong with what. */
_Noreturn void fail(const char *problem, const char *object);

#endif

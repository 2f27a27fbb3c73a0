/* Marks: instants that the host stamps (guest) or that we stamp with the host's own clock (shared kernel). */
#ifndef SUPERVISOR_MARK_H
#define SUPERVISOR_MARK_H

#include <stdbool.h>
#include <stdint.h>

enum mark {
  MARK_SUPERVISOR_START = 0x01,
  MARK_READY = 0x02,
  MARK_WORKLOAD_EXIT = 0x03,
  MARK_WORKLOAD_START = 0x10,
  MARK_WINDOW_START = 0x11,
  MARK_WINDOW_END = 0x12,
};

/* CLOCK_MONOTONIC in nanoseconds. */
uint64_t now_ns(void);

/* Guest only: opens the I/O port of QEMU's isa-debugcon for this process and its children. False without the right to. */
bool mark_port_open(void);
/* Guest only, in the child: the open port would survive exec. */
void mark_port_close(void);
/* Guest only: one byte to the port; the host stamps its arrival. */
void mark_signal(enum mark mark);
/* Guest only: ends QEMU through isa-debug-exit. Returns when there is no such device. */
void debug_exit(unsigned char code);

#endif

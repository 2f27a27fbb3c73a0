/* The supervisor's life, whatever started it: the first process inside an instance, which serves the control stream to its end. */
#ifndef SUPERVISOR_SUPERVISE_H
#define SUPERVISOR_SUPERVISE_H

#include <stdint.h>

/* In a container or a bare instance, all of which is set up. `control` is the stream. Both return the exit status. */
int supervise(int control, uint64_t started_ns);
/* In a guest that is set up. The stream stays open, for the last words are still on their way. */
int supervise_guest(int control, uint64_t started_ns);

#endif

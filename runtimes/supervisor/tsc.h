/* The rate of the host's time-stamp counter. */
#ifndef SUPERVISOR_TSC_H
#define SUPERVISOR_TSC_H

/* Measures for a fifth of a second and prints kHz. Returns -1 where there is no such counter. */
int tsc_print_khz(void);

#endif

/* All processes of the instance except the supervisor. */
#ifndef SUPERVISOR_PROCESSES_H
#define SUPERVISOR_PROCESSES_H

/*
 * As PID 1: to every process of the namespace or machine. Otherwise to our direct children, found in /proc; their
 * orphans become our children in turn (subreaper), so callers repeat this until none is left.
 */
void processes_signal(int signal);

#endif

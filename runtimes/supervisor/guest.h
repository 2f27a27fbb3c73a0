/* The guest's own set-up: what the kernel leaves to the first process of a machine. */
#ifndef SUPERVISOR_GUEST_H
#define SUPERVISOR_GUEST_H

/* Where the guest's image is mounted; the workload's root. The supervisor itself stays in the initramfs, so it can unmount. */
#define GUEST_ROOT "/root"

/* A step that failed; errno tells why. */
struct guest_failure {
  const char *step, *object;
};

/* Loads modules, mounts disks and file systems, brings loopback up. Returns 0, or -1 with errno and `failure`. */
int guest_set_up(struct guest_failure *failure);
/* The control port, once the host's side of it is open. Owned by the caller; -1 with errno and `failure`. */
int guest_open_control(struct guest_failure *failure);
/* Syncs and unmounts the writable disk. Returns 0, or -1 with errno and `failure`. */
int guest_unmount(struct guest_failure *failure);
/* Ends the machine. */
_Noreturn void guest_end(void);

#endif

/* The launcher's parts and what they share. See PROTOCOL.md for what goes in and comes out. */
#ifndef TWINBENCH_LAUNCHER_H
#define TWINBENCH_LAUNCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
  /* Descriptors that the instance does not see live at this number and above, so that no `fd=FROM:TO` can hit them. */
  FIRST_PARKED_FD = 32,
  MAX_STRINGS = 1024,
  MAX_DESCRIPTORS = 24,
  MAX_TASKS_FILES = 8,
  /* The control stream of a supervisor. */
  CONTROL_FD = 3,
};

/* The only argument that the launcher knows: be the supervisor, and nothing else. */
#define SUPERVISE_TASK "supervise"

enum mode { MODE_UNSET, MODE_CONTAINER, MODE_BARE, MODE_EXEC };

struct descriptor {
  int from;
  int to;
};

/* The parsed configuration. All strings point into one static buffer. */
struct config {
  enum mode mode;
  const char *path;
  char *argv[MAX_STRINGS + 1];
  char *envp[MAX_STRINGS + 1];
  struct descriptor descriptors[MAX_DESCRIPTORS];
  size_t argument_count, environment_count, descriptor_count;
  const char *unified_cgroup;
  const char *tasks_files[MAX_TASKS_FILES];
  size_t tasks_file_count;
  const char *cpuset;
  bool user_namespace;
  unsigned uid, gid;
  const char *lower, *upper, *work, *merged;
  const char *hostname;
  pid_t parent; /* 0 when not given */
  long launch_delay_ms, isolate_delay_us, vmm_delay_ms;
};

/* config.c: reads descriptor 3 to its end, or fails. */
void config_read(struct config *config);
long parse_number(const char *step, const char *text, const char **rest);

/* status.c: JSON lines on descriptor 4. Both sides of clone() may fail; only the launcher's own side reports events. */
void status_open(void);
void status_born(uint64_t started_ns, uint64_t isolating_ns, pid_t child);
void status_ended(int wait_status, uint64_t user_us, uint64_t system_us);
_Noreturn void fail(const char *step, const char *object); /* errno names the cause */
_Noreturn void fail_because(const char *step, const char *object, const char *reason);

/* clock.c */
void sleep_ms(long duration_ms);
void sleep_us(long duration_us);

/* instance.c: clones the instance's first process; returns its pid to the launcher and nothing to the child. */
pid_t instance_clone(const struct config *config);

/* network.c: prepare and make run in the launcher, before and after the clone; join runs in the child. */
bool network_comes_with_clone(const struct config *config);
void network_prepare(const struct config *config);
void network_make(void);
void network_join(const struct config *config, int launcher);

/* Everything below runs in the child. */

/* cgroup.c */
void cgroup_join(const struct config *config);
void affinity_set(const char *cpu_list);

/* namespaces.c */
void user_namespace_map(const struct config *config);
void cgroup_namespace_enter(void);

/* rootfs.c: overlay, then pivot_root (container) or chroot (bare), and what is mounted inside. `launcher` is its pidfd. */
void rootfs_enter(const struct config *config, int launcher);

/* filesystems.c: `old_root` is the host's root folder. /sys shows the network namespace and so is mounted after it is joined. */
void filesystems_mount_private(const struct config *config, int old_root);
void filesystems_mount_sys(const struct config *config);
void filesystems_mount_host(int old_root);

/* devices.c, paths.c */
void devices_make(const struct config *config, int old_root);
void paths_protect(void);

/* inheritance.c: `resources_limit` for container and bare alike; `inheritance_shed` needs the container's /proc and privileges. */
void resources_limit(void);
void inheritance_shed(const struct config *config);

/* privileges.c, seccomp.c */
void privileges_drop(void);
void seccomp_install(void);

/* program.c: the very end of the launcher's part. Neither returns. */
_Noreturn void program_exec(const struct config *config);
_Noreturn void program_supervise(const struct config *config, int self);
/* The launcher's own program, for `program_supervise`, while the host's /proc can be seen; -1 where it is not needed. */
int program_open_self(const struct config *config);

#endif

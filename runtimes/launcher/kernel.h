/* System calls that some C libraries of supported hosts lack, or declare in a header that clashes with the kernel's. */
#ifndef TWINBENCH_KERNEL_H
#define TWINBENCH_KERNEL_H

#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define KERNEL_OPEN_TREE_CLONE 1U
#define KERNEL_AT_RECURSIVE 0x8000U
#define KERNEL_MOVE_MOUNT_F_EMPTY_PATH 4U
#define KERNEL_MOUNT_ATTR_NOSUID 2U
#define KERNEL_MOUNT_ATTR_NOEXEC 8U

struct kernel_mount_attr {
  uint64_t attr_set, attr_clr, propagation, userns_fd;
};

static inline int kernel_close_range(unsigned first, unsigned last, unsigned flags) {
  return (int)syscall(SYS_close_range, first, last, flags);
}

static inline int kernel_pivot_root(const char *new_root, const char *put_old) {
  return (int)syscall(SYS_pivot_root, new_root, put_old);
}

/* A detached copy of the mount (with all below it when `recursive`) at `path` under the folder `at`. */
static inline int kernel_clone_tree(int at, const char *path, int recursive) {
  unsigned flags = KERNEL_OPEN_TREE_CLONE | O_CLOEXEC | (recursive ? KERNEL_AT_RECURSIVE : 0U);
  return (int)syscall(SYS_open_tree, at, path, flags);
}

static inline int kernel_attach_tree(int tree, const char *path) {
  return (int)syscall(SYS_move_mount, tree, "", AT_FDCWD, path, KERNEL_MOVE_MOUNT_F_EMPTY_PATH);
}

/* Adds `attributes` to the mount and all below it. */
static inline int kernel_set_mount(int mount, uint64_t attributes) {
  struct kernel_mount_attr change = {.attr_set = attributes};
  return (int)syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH | KERNEL_AT_RECURSIVE, &change, sizeof change);
}

#endif

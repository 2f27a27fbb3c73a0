/* The root filesystem: an overlay on the read-only image, entered by pivot_root (container) or chroot (bare). */
#include "launcher.h"

#include "kernel.h"

#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

static int open_layer(const char *folder) {
  int layer = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (layer < 0) fail("mount overlay", folder);
  return layer;
}

/*
 * Layers by descriptor: the options can be read inside (/proc/self/mountinfo) and so must not tell the host's paths; and commas and
 * colons in these need no escape.
 */
static void mount_overlay(const struct config *config) {
  int lower = open_layer(config->lower), upper = open_layer(config->upper), work = open_layer(config->work);
  char options[160];
  snprintf(options, sizeof options, "lowerdir=/proc/self/fd/%d,upperdir=/proc/self/fd/%d,workdir=/proc/self/fd/%d%s", lower,
           upper, work, config->user_namespace ? ",userxattr" : "");
  if (mount("overlay", config->merged, "overlay", MS_NODEV | MS_NOSUID, options) != 0) fail("mount overlay", config->merged);
  close(lower);
  close(upper);
  close(work);
}

/* Leaves no way back to the host's files. */
static void detach(int old_root) {
  if (fchdir(old_root) != 0 || umount2(".", MNT_DETACH) != 0) fail("detach the host's root", "/");
}

void rootfs_enter(const struct config *config, int launcher) {
  umask(0);
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) fail("make mounts private", "/");
  mount_overlay(config);
  int old_root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (old_root < 0 || chdir(config->merged) != 0) fail("enter root", config->merged);
  if (config->mode == MODE_BARE) {
    if (chroot(".") != 0) fail("chroot", config->merged);
    filesystems_mount_host(old_root);
  } else {
    if (kernel_pivot_root(".", ".") != 0) fail("pivot_root", config->merged);
    filesystems_mount_private(config, old_root);
    network_join(config, launcher);
    filesystems_mount_sys(config);
    paths_protect();
    detach(old_root);
  }
  close(old_root);
  if (chdir("/") != 0) fail("enter root", "/");
  umask(022);
}

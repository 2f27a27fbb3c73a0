/*
 * The filesystems inside the new root. Nothing that an image holds leads their mounts elsewhere: the image's own part of each path is
 * one name that must be a real folder, all below it lies on what was mounted here, and nobody else can reach the new root yet.
 */
#include "launcher.h"

#include "kernel.h"

#include <errno.h>
#include <sys/mount.h>
#include <sys/stat.h>

/*
 * A link would be followed by mount: as `..`, to the host's root, which lies over the new one until it is detached; or through a
 * descriptor in /proc.
 */
static void make_folder(const char *path) {
  if (mkdir(path, 0755) == 0) return;
  if (errno != EEXIST) fail("make folder", path);
  struct stat present;
  if (lstat(path, &present) != 0) fail("make folder", path);
  if (!S_ISDIR(present.st_mode)) fail_because("make folder", path, "the image holds something there that is not a folder");
}

static void mount_new(const char *type, const char *path, unsigned long flags, const char *options) {
  make_folder(path);
  if (mount(type, path, type, flags, options) != 0) fail("mount", path);
}

static void mount_tmp(void) {
  mount_new("tmpfs", "/tmp", MS_NODEV | MS_NOSUID, "mode=1777");
}

/* A host that is itself a container may show too little of /sys for a new one; the private one is empty then. */
void filesystems_mount_sys(const struct config *config) {
  unsigned long flags = MS_NODEV | MS_NOSUID | MS_NOEXEC | MS_RDONLY;
  make_folder("/sys");
  if (mount("sysfs", "/sys", "sysfs", flags, NULL) == 0) return;
  if (!config->user_namespace) fail("mount", "/sys");
  mount_new("tmpfs", "/sys", flags, "mode=755");
}

static void mount_dev(const struct config *config, int old_root) {
  unsigned long flags = MS_NOSUID | MS_NOEXEC;
  mount_new("tmpfs", "/dev", flags, "mode=755,size=65536k");
  devices_make(config, old_root);
  mount_new("devpts", "/dev/pts", flags, "newinstance,ptmxmode=0666,mode=0620");
  mount_new("tmpfs", "/dev/shm", flags | MS_NODEV, "mode=1777,size=65536k");
  mount_new("mqueue", "/dev/mqueue", flags | MS_NODEV, NULL);
}

void filesystems_mount_private(const struct config *config, int old_root) {
  mount_new("proc", "/proc", MS_NODEV | MS_NOSUID | MS_NOEXEC, NULL);
  mount_dev(config, old_root);
  mount_tmp();
}

void filesystems_mount_host(int old_root) {
  static const char *const shared[] = {"/proc", "/sys", "/dev"};
  for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
    make_folder(shared[i]);
    int tree = kernel_clone_tree(old_root, shared[i] + 1, 1);
    if (tree < 0 || kernel_attach_tree(tree, shared[i]) != 0) fail("bind host folder", shared[i]);
    close(tree);
  }
  mount_tmp();
}

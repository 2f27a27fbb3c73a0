/* The root filesystem: an overlay on the read-only image, entered by pivot_root (container) or chroot (bare). */
#include "launcher.h"

#include "kernel.h"

#include <errno.h>
#include <sys/mount.h>
#include <sys/stat.h>

/* The kernel reads the options of mount() from one page. */
enum { MAX_OPTIONS_BYTES = 4096 };

struct options {
  char text[MAX_OPTIONS_BYTES];
  size_t length;
};

static void append(struct options *options, char byte) {
  if (options->length + 1 == sizeof options->text) fail_because("mount overlay", options->text, "its paths are too long");
  options->text[options->length++] = byte;
}

/* Overlay splits its options at commas and its layers at colons, unless escaped. */
static void append_option(struct options *options, const char *name, const char *path) {
  if (options->length > 0) append(options, ',');
  for (; *name != '\0'; name++) append(options, *name);
  for (; *path != '\0'; path++) {
    if (*path == '\\' || *path == ',' || *path == ':') append(options, '\\');
    append(options, *path);
  }
}

static void mount_overlay(const struct config *config) {
  static struct options options;
  append_option(&options, "lowerdir=", config->lower);
  append_option(&options, "upperdir=", config->upper);
  append_option(&options, "workdir=", config->work);
  if (config->user_namespace) append_option(&options, "userxattr", "");
  if (mount("overlay", config->merged, "overlay", MS_NODEV | MS_NOSUID, options.text) != 0)
    fail("mount overlay", config->merged);
}

/*
 * Leaves no way back to the host's files. The host's mounts are first made read-only, in this namespace's own copies: what is still
 * held of them afterwards is the supervisor's program (/proc/1/exe), which root inside could otherwise overwrite for the host.
 */
static void detach(int old_root) {
  if (kernel_make_tree_readonly(old_root) != 0) fail("make host mounts read-only", "/");
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

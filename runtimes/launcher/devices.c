/* The default nodes of an OCI container in its private /dev. */
#include "launcher.h"

#include "kernel.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

struct device {
  const char *path;
  unsigned minor_memory; /* minor of major 1, or 0 */
};

static const struct device devices[] = {
    {"/dev/null", 3}, {"/dev/zero", 5}, {"/dev/full", 7}, {"/dev/random", 8}, {"/dev/urandom", 9}, {"/dev/tty", 0},
};

static const char *const links[][2] = {
    {"/proc/self/fd", "/dev/fd"},       {"/proc/self/fd/0", "/dev/stdin"}, {"/proc/self/fd/1", "/dev/stdout"},
    {"/proc/self/fd/2", "/dev/stderr"}, {"pts/ptmx", "/dev/ptmx"},
};

static void make_node(const struct device *device) {
  dev_t number = device->minor_memory == 0 ? makedev(5, 0) : makedev(1, device->minor_memory);
  if (mknod(device->path, S_IFCHR | 0666, number) != 0) fail("make device", device->path);
}

/* Only the host's root may make device nodes that work; an ordinary user's container gets the host's own. */
static void bind_node(const struct device *device, int old_root) {
  int place = open(device->path, O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
  int tree = kernel_clone_tree(old_root, device->path + 1, 0);
  if (place < 0 || tree < 0) fail("bind device", device->path);
  if (kernel_set_mount(tree, KERNEL_MOUNT_ATTR_NOSUID | KERNEL_MOUNT_ATTR_NOEXEC) != 0) fail("bind device", device->path);
  if (kernel_attach_tree(tree, device->path) != 0) fail("bind device", device->path);
  close(tree);
  close(place);
}

void devices_make(const struct config *config, int old_root) {
  for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
    if (config->user_namespace) bind_node(&devices[i], old_root);
    else make_node(&devices[i]);
  }
  for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
    if (symlink(links[i][0], links[i][1]) != 0) fail("make link", links[i][1]);
}

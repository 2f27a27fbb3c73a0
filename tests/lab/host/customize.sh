#!/bin/sh
# Makes the fresh Debian root in $1 the lab's host; $2 is the folder of this script.
set -eu
root=$1
install -m 755 "$2/lab-init" "$root/usr/local/sbin/lab-init"
install -m 644 "$2/lab.service" "$root/etc/systemd/system/lab.service"
chroot "$root" useradd --create-home --shell /bin/bash bench
# A lingering user has a service manager of its own without having logged in.
mkdir -p "$root/var/lib/systemd/linger"
touch "$root/var/lib/systemd/linger/bench"
echo lab >"$root/etc/hostname"
echo kvm-amd >"$root/etc/modules-load.d/kvm.conf"
# Nesting a third level would only cost.
echo 'options kvm-amd nested=0' >"$root/etc/modprobe.d/kvm.conf"

# Without a network, Twinbench finds its guest's kernel in a repository on this host's own disk, by apt as everywhere.
mkdir -p "$root/srv/apt"
chroot "$root" sh -eu -c '
  cd /srv/apt
  image=$(apt-cache depends --important linux-image-cloud-amd64 | sed -n "s/.*Depends: \(linux-image-[0-9].*\)/\1/p")
  apt-get download linux-image-cloud-amd64 "$image"
  for file in *.deb; do
    dpkg-deb --field "$file" Package Version Architecture Depends Description
    echo "Filename: ./$file"
    echo "Size: $(stat -c %s "$file")"
    echo "SHA256: $(sha256sum "$file" | cut -d" " -f1)"
    echo
  done >Packages
'

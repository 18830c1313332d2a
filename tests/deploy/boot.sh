#!/usr/bin/env bash
# The first process of a throw-away machine: systemd over a copy-on-write view of this one. boot.sh FOLDER SEEN…
# SEEN: folders that the machine must see, read only, even where they are mounts of their own
set -euo pipefail
folder=$1
root=$1/root
shift
mount -t tmpfs -o size=3G machine "$folder"
mkdir "$folder"/{changes,work,root}
mount -t overlay machine -o "lowerdir=/,upperdir=$folder/changes,workdir=$folder/work" "$root"
# systemd empties /tmp at its start: one of its own, or each file that lies in ours costs time
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
for seen in "$@"; do
    mkdir -p "$root$seen"
    mount --bind "$seen" "$root$seen"
    mount -o remount,bind,ro "$root$seen"
done
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs run "$root/run"
mount -t sysfs sysfs "$root/sys"
mount -t cgroup2 cgroup "$root/sys/fs/cgroup"
# the application's user must reach a Python that lives in root's home
chmod go+x "$root/root"
# nothing of this machine's own services, and nothing that would touch the kernel that we share
rm -rf "$root"/etc/systemd/system/*.wants "$root"/etc/cron.d/* "$root"/etc/crontab "$root"/home/ubuntu
# as on Ubuntu's own image, where AWS's agent then unpacks without the executable bits
rm -f "$root/usr/bin/unzip"
for unit in systemd-sysctl systemd-modules-load systemd-binfmt systemd-remount-fs systemd-udevd systemd-networkd systemd-resolved \
    systemd-timesyncd systemd-update-utmp systemd-logind mariadb; do
    ln -sfn /dev/null "$root/etc/systemd/system/$unit.service"
done
printf '[Unit]\nRequires=basic.target\nAfter=basic.target\nAllowIsolate=yes\n' > "$root/etc/systemd/system/default.target"
exec python3 "$(dirname "$0")/../new_root.py" "$root" /usr/bin/env -i container=other "PATH=$PATH" /lib/systemd/systemd --system

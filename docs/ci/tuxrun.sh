#!/bin/sh
# tuxrun: the kernel that was just built, in a machine that tuxrun starts. The device judges itself.
# usage: tuxrun.sh KERNEL ARCHIVE
set -eu
kernel=$1 archive=$2
exec tuxrun --device qemu-x86_64 --kernel "$kernel" --overlay "$archive" --save-outputs --results results.json -- \
    '/vdso-conformance-*/bin/vdso-conformance check --target native --lava'

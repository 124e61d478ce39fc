/* container PROFILE COMMAND...: runs a command under a seccomp filter as container engines set one, without an engine.
 *
 * docker     what the default profiles of Docker, Podman and containerd refuse to a container without added capabilities,
 *            as far as a probe of ours could want it: namespaces, mounts, clocks, tracing of the kernel (EPERM), and calls
 *            that they do not know (clone3, ENOSYS). See profiles/seccomp/default.json of github.com/moby/profiles.
 * no-ptrace  ptrace(2) is refused (EPERM), as these profiles did before Linux 4.8.
 * no-seccomp a further filter is refused (EPERM): prctl(PR_SET_SECCOMP) and seccomp(2).
 * no-memfd   memfd_create(2) is not known (ENOSYS), as under old sandboxes.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, (value))
#define REFUSE(error) ANSWER(SECCOMP_RET_ERRNO | (error))
/* The number is loaded: refuses one call. */
#define CALL(number, error) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), REFUSE(error)
/* Refuses one call if a word of its first argument has one of some bits. */
#define CALL_WITH(number, bits, error) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 4), LOAD(args[0]), \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 0, 1), REFUSE(error), LOAD(nr)

#define NAMESPACES \
    (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP \
        | CLONE_NEWTIME)

static struct sock_filter docker[] = {
    LOAD(nr),
    CALL(__NR_unshare, EPERM),
    CALL(__NR_setns, EPERM),
    CALL(__NR_mount, EPERM),
    CALL(__NR_umount2, EPERM),
    CALL(__NR_pivot_root, EPERM),
    CALL(__NR_clock_settime, EPERM),
    CALL(__NR_settimeofday, EPERM),
    CALL(__NR_bpf, EPERM),
    CALL(__NR_perf_event_open, EPERM),
    CALL(__NR_userfaultfd, EPERM),
    CALL(__NR_keyctl, EPERM),
    CALL(__NR_reboot, EPERM),
    CALL(__NR_clone3, ENOSYS),
    /* CLONE_NEWTIME is CSIGNAL's to clone(2). */
    CALL_WITH(__NR_clone, NAMESPACES & ~0xff, EPERM),
    ANSWER(SECCOMP_RET_ALLOW),
};
static struct sock_filter no_ptrace[] = {LOAD(nr), CALL(__NR_ptrace, EPERM), ANSWER(SECCOMP_RET_ALLOW)};
static struct sock_filter no_memfd[] = {LOAD(nr), CALL(__NR_memfd_create, ENOSYS), ANSWER(SECCOMP_RET_ALLOW)};
static struct sock_filter no_seccomp[] = {
    LOAD(nr),
    CALL(__NR_seccomp, EPERM),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_prctl, 0, 3),
    LOAD(args[0]),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 0, 1),
    REFUSE(EPERM),
    ANSWER(SECCOMP_RET_ALLOW),
};

static const struct {
    const char *name;
    struct sock_fprog program;
} profiles[] = {
#define PROFILE(name, filter) {name, {sizeof(filter) / sizeof(filter[0]), filter}}
    PROFILE("docker", docker),
    PROFILE("no-ptrace", no_ptrace),
    PROFILE("no-memfd", no_memfd),
    PROFILE("no-seccomp", no_seccomp),
};

int main(int count, char **words)
{
    for (size_t i = 0; count > 2 && i < sizeof(profiles) / sizeof(profiles[0]); i++) {
        if (strcmp(words[1], profiles[i].name) != 0) continue;
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
            || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &profiles[i].program) != 0) {
            perror("container: no filter can be set");
            return 125;
        }
        execvp(words[2], words + 2);
        perror(words[2]);
        return 127;
    }
    fputs("usage: container docker|no-ptrace|no-memfd|no-seccomp COMMAND...\n", stderr);
    return 2;
}

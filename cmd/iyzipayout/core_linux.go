package main

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// withoutCore keeps what is in memory out of core files. The limit alone does not hold where cores are piped to a program. If
// either fails nothing can be done about it.
func withoutCore() {
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}

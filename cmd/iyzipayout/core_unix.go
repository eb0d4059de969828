//go:build unix && !linux

package main

import "syscall"

// withoutCore keeps what is in memory out of core files. If it fails nothing can be done about it.
func withoutCore() { _ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }

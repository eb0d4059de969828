//go:build !unix

package emulator

import "syscall"

// reuseAddress does nothing: where ports cannot be shared this way, hold does without.
func reuseAddress(_, _ string, _ syscall.RawConn) error { return nil }

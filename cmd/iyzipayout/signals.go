package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// untilStopped ends its context at the first signal that asks to stop, and the process at the second.
func untilStopped(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := make(chan os.Signal, 2)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		if !signal.Ignored(s) { // nohup asks for that
			signal.Notify(stop, s)
		}
	}
	go func() {
		cancel(localize.Errorf("stopped by a signal (%s)", <-stop))
		<-stop
		os.Exit(exitUnknown)
	}()
	// A closed pipe must not kill a payout in the middle: writing fails instead. Nobody listens, and programs that are started from
	// here get the signal as usual.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	return ctx
}

// crashLoudly makes a panic or a fatal error of the runtime end by SIGABRT. Go ends them with 2, which says that nothing was sent.
// No core file is written: it would hold the file that is paid.
func crashLoudly() {
	debug.SetTraceback("crash")
	withoutCore()
}

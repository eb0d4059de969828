#!/usr/bin/env bash
# The option Timeout of github.com/hibiken/asynq with half a second, 1.9 and 5 seconds: when does the context of the handler end?
# Expected: after that time. Exit 0 while half a second is half an hour and 1.9 seconds are one, 1 when that changed, 2 when the modules cannot
# be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/hibiken/asynq"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	redis, err := miniredis.Run()
	must(err)
	at := asynq.RedisClientOpt{Addr: redis.Addr()}
	left := make(chan time.Duration)
	server := asynq.NewServer(at, asynq.Config{LogLevel: asynq.FatalLevel})
	must(server.Start(asynq.HandlerFunc(func(ctx context.Context, _ *asynq.Task) error {
		end, _ := ctx.Deadline()
		left <- time.Until(end)
		return nil
	})))
	client := asynq.NewClient(at)
	for _, timeout := range []time.Duration{500 * time.Millisecond, 1900 * time.Millisecond, 5 * time.Second} {
		_, err := client.Enqueue(asynq.NewTask("pay", nil), asynq.Timeout(timeout))
		must(err)
		fmt.Println("Timeout", timeout, "ends in", (<-left).Round(time.Second))
	}
	server.Shutdown()
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require (
	github.com/alicebob/miniredis/v2 v2.35.0
	github.com/hibiken/asynq v0.26.0
)
MOD
go mod tidy >/dev/null 2>log || { cat log; exit 2; }
got=$(go run . 2>&1)
echo "github.com/hibiken/asynq v0.26.0: a timeout is cut to whole seconds when the task is stored, and zero of them stands for none, which is"
echo "replaced by half an hour: a call that was to be given up after 500 milliseconds holds its worker for 30 minutes."
echo "$got"
want='Timeout 500ms ends in 30m0s
Timeout 1.9s ends in 1s
Timeout 5s ends in 5s'
[ "$got" = "$want" ]

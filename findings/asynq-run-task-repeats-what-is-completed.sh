#!/usr/bin/env bash
# Inspector.RunTask of github.com/hibiken/asynq on a task that was carried out and is kept for its retention.
# Expected: an error, its documentation takes tasks that are scheduled, to be retried or archived. Exit 0 while the task is run once more,
# 1 when that changed, 2 when the modules cannot be had.
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
	paid := make(chan string)
	server := asynq.NewServer(at, asynq.Config{LogLevel: asynq.FatalLevel})
	must(server.Start(asynq.HandlerFunc(func(_ context.Context, task *asynq.Task) error {
		paid <- string(task.Payload())
		return nil
	})))
	client, inspector := asynq.NewClient(at), asynq.NewInspector(at)
	options := []asynq.Option{asynq.TaskID("line-1"), asynq.Retention(time.Hour)}
	_, err = client.Enqueue(asynq.NewTask("pay", []byte("line 1")), options...)
	must(err)
	fmt.Println("paid", <-paid)
	for state := asynq.TaskStatePending; state != asynq.TaskStateCompleted; {
		time.Sleep(10 * time.Millisecond)
		task, err := inspector.GetTaskInfo("default", "line-1")
		must(err)
		state = task.State
	}
	_, err = client.Enqueue(asynq.NewTask("pay", []byte("line 1")), options...)
	fmt.Println("Enqueue of the same id once more:", err)
	fmt.Println("RunTask of the completed task:", inspector.RunTask("default", "line-1"))
	select {
	case line := <-paid:
		fmt.Println("paid", line)
	case <-time.After(10 * time.Second):
		fmt.Println("not paid again")
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
echo "github.com/hibiken/asynq v0.26.0: the id of a completed task keeps Enqueue from doing its work again as long as it is retained, and RunTask"
echo "does it again without an error: 'run now' on a list of tasks that includes completed ones pays twice."
echo "$got"
want='paid line 1
Enqueue of the same id once more: task ID conflicts with another task
RunTask of the completed task: <nil>
paid line 1'
[ "$got" = "$want" ]

#!/usr/bin/env bash
# gocron: a job for half past two each day, once as DailyJob and once as CronJob, on the two days on which the clocks change.
# Expected: both forms choose the same instant. Exit 0 while they part on both days, 1 when that changed, 2 when the modules cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"time"
	_ "time/tzdata"

	"github.com/go-co-op/gocron/v2"
	"github.com/jonboulle/clockwork"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	zone, err := time.LoadLocation("Europe/Berlin")
	must(err)
	halfPastTwo := gocron.NewAtTimes(gocron.NewAtTime(2, 30, 0))
	for _, day := range []time.Time{time.Date(2026, 3, 28, 12, 0, 0, 0, zone), time.Date(2026, 10, 24, 12, 0, 0, 0, zone)} {
		scheduler, err := gocron.NewScheduler(gocron.WithLocation(zone), gocron.WithClock(clockwork.NewFakeClockAt(day)))
		must(err)
		daily, err := scheduler.NewJob(gocron.DailyJob(1, halfPastTwo), gocron.NewTask(func() {}))
		must(err)
		cron, err := scheduler.NewJob(gocron.CronJob("30 2 * * *", false), gocron.NewTask(func() {}))
		must(err)
		scheduler.Start()
		next, err := daily.NextRun()
		must(err)
		fmt.Println("DailyJob after", day.Format("2 January 15:04"), "is", next)
		next, err = cron.NextRun()
		must(err)
		fmt.Println("CronJob  after", day.Format("2 January 15:04"), "is", next)
		must(scheduler.Shutdown())
	}
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require (
	github.com/go-co-op/gocron/v2 v2.21.2
	github.com/jonboulle/clockwork v0.5.0
)
MOD
go mod tidy >/dev/null 2>&1 || {
	echo "the modules cannot be had"
	exit 2
}
text=$(go run .)
echo 'gocron 2.21.2: on the day on which the clocks go forward a CronJob for the hour that is missing waits a whole day and a DailyJob runs an hour later by the clock;'
echo 'on the day on which they go back the CronJob takes the first of the two hours of that name and the DailyJob the second.'
echo "$text"
[ "$text" = 'DailyJob after 28 March 12:00 is 2026-03-29 03:30:00 +0200 CEST
CronJob  after 28 March 12:00 is 2026-03-30 02:30:00 +0200 CEST
DailyJob after 24 October 12:00 is 2026-10-25 02:30:00 +0100 CET
CronJob  after 24 October 12:00 is 2026-10-25 02:30:00 +0200 CEST' ]

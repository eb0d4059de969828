#!/usr/bin/env bash
# github.com/reugn/go-quartz: a cron trigger for nine o'clock on the 31st, asked for its next time at a run of January and in short months, and
# one for 29 February.
# Expected: the next day that has that number, from wherever it is asked. Exit 0 while it is a day of the next month, 1 when that changed,
# 2 when the module cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"time"

	"github.com/reugn/go-quartz/quartz"
)

func main() {
	for _, c := range []struct {
		expression string
		month      time.Month
		day        int
	}{{"0 0 9 31 * ?", time.January, 31}, {"0 0 9 31 * ?", time.February, 1}, {"0 0 9 31 * ?", time.April, 1}, {"0 0 9 29 2 ?", time.January, 31}} {
		trigger, err := quartz.NewCronTriggerWithLoc(c.expression, time.UTC)
		if err != nil {
			panic(err)
		}
		at := time.Date(2026, c.month, c.day, 9, 0, 0, 0, time.UTC)
		fmt.Print(c.expression, " after ", at.Format("2 January"), ":")
		for range 2 {
			next, err := trigger.NextFireTime(at.UnixNano())
			if err != nil {
				panic(err)
			}
			at = time.Unix(0, next).UTC()
			fmt.Print(at.Format(" 2 January 2006"))
		}
		fmt.Println()
	}
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require github.com/reugn/go-quartz v0.15.2
MOD
go mod tidy >/dev/null 2>log || { cat log; exit 2; }
got=$(go run . 2>&1)
echo "github.com/reugn/go-quartz v0.15.2: asked in a month without that day the trigger counts on into the next one, so that a payroll of the 31st"
echo "whose scheduler is started again in February is also run on the 3rd of March, and one that ran through is not. 29 February is the 1st of"
echo "March in three of four years."
echo "$got"
want='0 0 9 31 * ? after 31 January: 31 March 2026 31 May 2026
0 0 9 31 * ? after 1 February: 3 March 2026 31 March 2026
0 0 9 31 * ? after 1 April: 1 May 2026 31 May 2026
0 0 9 29 2 ? after 31 January: 1 March 2026 1 March 2027'
[ "$got" = "$want" ]

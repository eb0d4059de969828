#!/usr/bin/env bash
# River: unique jobs that are equal, inserted one by one and in one InsertMany.
# Expected: the same of both, the second is skipped as a duplicate. Exit 0 while InsertMany fails and inserts none of them, 1 when that
# changed, 2 when the modules cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite"
)

type payment struct {
	ID string `json:"id" river:"unique"`
}

func (payment) Kind() string { return "payment" }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	ctx := context.Background()
	db, err := sql.Open("sqlite", "file:queue.db")
	must(err)
	db.SetMaxOpenConns(1)
	driver := riversqlite.New(db)
	migrator, err := rivermigrate.New(driver, nil)
	must(err)
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	must(err)
	client, err := river.NewClient(driver, &river.Config{SkipUnknownJobCheck: true})
	must(err)
	unique := &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true}}
	for range 2 {
		one, err := client.Insert(ctx, payment{"a"}, unique)
		must(err)
		fmt.Println("one by one: skipped as a duplicate", one.UniqueSkippedAsDuplicate)
	}
	_, err = client.InsertMany(ctx, []river.InsertManyParams{{Args: payment{"b"}, InsertOpts: unique}, {Args: payment{"b"}, InsertOpts: unique}, {Args: payment{"c"}, InsertOpts: unique}})
	fmt.Println("in one call:", err)
	var jobs int
	must(db.QueryRow("SELECT count(*) FROM river_job").Scan(&jobs))
	fmt.Println("jobs in the table:", jobs)
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require (
	github.com/riverqueue/river v0.51.2
	github.com/riverqueue/river/riverdriver/riversqlite v0.51.2
	modernc.org/sqlite v1.40.1
)
MOD
go mod tidy >/dev/null 2>&1 || {
	echo "the modules cannot be had"
	exit 2
}
text=$(go run .)
echo 'River 0.51.2 skips the second of two equal unique jobs that are inserted one by one; InsertMany of both fails as a whole, and the third job is not there either.'
echo "$text"
[ "$text" = 'one by one: skipped as a duplicate false
one by one: skipped as a duplicate true
in one call: unique key appears more than once in batch
jobs in the table: 1' ]

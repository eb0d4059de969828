#!/bin/sh
# Runs every fuzz target of the modules for the time given (such as 10s), one after the other: `go test -fuzz` takes one
# target of one package at a time.
set -eu
time=$1
for module in . fleet; do
	cd "$module"
	for package in $(go list ./...); do
		for target in $(go test -list '^Fuzz' "$package" | grep '^Fuzz' || true); do
			echo "$package $target"
			go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 10x "$package"
		done
	done
	cd "$OLDPWD"
done

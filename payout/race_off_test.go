//go:build !race

package payout

const forgotten = 0

//go:build race

package payout

// forgotten is how many allocations more the race detector makes, which has pools forget what they keep.
const forgotten = 15

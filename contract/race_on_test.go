//go:build race

package contract

// raceDetector makes everything about ten times slower. What is proved by thousands of exchanges is no matter of
// concurrency, so that a sample of them is enough under it.
const raceDetector = true

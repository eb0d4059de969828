//go:build race

package amend

// raceDetector makes everything about ten times slower. What is proved by many lists is no matter of concurrency, so that a
// sample of them is enough under it.
const raceDetector = true

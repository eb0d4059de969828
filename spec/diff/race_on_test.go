//go:build race

package diff_test

// raceDetector makes a comparison about seven times slower. What hundreds of them prove is no matter of concurrency, so
// that a sample is enough under it; the tests run in full without it.
const raceDetector = true

//go:build !race

package diff_test

const raceDetector = false

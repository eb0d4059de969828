//go:build !race

package amend

const raceDetector = false

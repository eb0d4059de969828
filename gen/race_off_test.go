//go:build !race

package gen

const forgotten = 0

//go:build !unix

package main

// withoutCore has nothing to do where a process writes no core files by itself.
func withoutCore() {}

// Package consumer holds a test only: a program in a module of its own that imports each public package, as a user's would.
package consumer

// Package browser tries the page of the emulator in a real browser. It is a module of its own, so that no program that imports us gets
// what drives one.
package browser

package main

import (
	"os"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"github.com/iyzipayout/iyzipayout/payout"
)

// screen is what results are looked at on. Its zero value is a file or a pipe.
type screen struct {
	width, height int // in characters, 0 where nobody looks
	colour        bool
}

// terminal measures where a file is shown.
func terminal(file *os.File) screen {
	width, height, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return screen{}
	}
	return screen{width: width, height: height}
}

// withColour decides by --color and NO_COLOR (https://no-color.org) whether there is any.
func (s screen) withColour(flag string, getenv func(string) string) screen {
	s.colour = flag == "always" || flag == "auto" && s.width > 0 && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
	return s
}

// paint gives a word the colour of the state that it names. It says nothing that the word does not.
func (s screen) paint(state payout.State, word string) string {
	colour, known := map[payout.State]text.Color{payout.StatePaid: text.FgGreen, payout.StateNotPaid: text.FgRed, payout.StateUnknown: text.FgYellow}[state]
	if !s.colour || !known {
		return word
	}
	return text.Escape(word, text.Colors{colour}.EscapeSeq())
}

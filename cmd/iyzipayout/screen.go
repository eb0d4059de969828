package main

import (
	"bytes"
	"cmp"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"github.com/iyzipayout/iyzipayout/payout"
)

// screen is what results are looked at on. Its zero value is a file or a pipe.
type screen struct {
	width, height int // in characters, 0 where nobody looks
	colour        bool
	terminal      bool // also one that does not say how large it is
}

// terminal measures where a file is shown.
func terminal(file *os.File) screen {
	width, height, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return screen{}
	}
	return screen{width: width, height: height, terminal: true}
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

// paged is what a table is written to that may be longer than the screen: it is shown by a pager, once, at the end. Everything else, and
// what fits, is written as it is.
type paged struct {
	bytes.Buffer
	out    io.Writer
	height int
	pager  string
}

// pagerFor is the pager of a verb that only shows something. A payment has none: what became of it must not wait for a key.
func (p *payment) pagerFor() *paged {
	pager := cmp.Or(p.getenv("IYZIPAYOUT_PAGER"), p.getenv("PAGER"), "less")
	if p.screen.height == 0 || p.noPager || p.output != "table" || pager == "cat" {
		return nil
	}
	page := &paged{out: p.out, height: p.screen.height, pager: pager}
	p.out = page
	return page
}

// show ends it. Without the pager the text is on the screen all the same.
func (p *paged) show(getenv func(string) string) {
	if p == nil {
		return
	}
	if bytes.Count(p.Bytes(), []byte("\n")) >= p.height {
		words := strings.Fields(p.pager)
		cmd := exec.Command(words[0], words[1:]...) // which the person names, as for git and gh
		cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(p.Bytes()), os.Stdout, os.Stderr
		cmd.Env = os.Environ()
		if getenv("LESS") == "" {
			cmd.Env = append(cmd.Env, "LESS=FRSX")
		}
		if cmd.Run() == nil {
			return
		}
	}
	_, _ = p.out.Write(p.Bytes()) // the writer keeps its error
}

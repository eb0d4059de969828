// Command terminalpicture draws what a terminal showed as SVG: standard input is its text, with the colours that iyzipayout uses.
package main

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// columns is how wide the terminal is.
const columns = 100

// The measures of a letter and of the window, in pixels.
const (
	letter = 8.0
	line   = 18
	border = 16
	bar    = 28
)

func main() {
	if err := draw(os.Stdout, os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "terminalpicture:", err)
		os.Exit(1)
	}
}

func draw(w io.Writer, r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	var lines []string
	for l := range strings.SplitSeq(strings.TrimRight(strings.ReplaceAll(string(data), "\r", ""), "\n"), "\n") {
		lines = append(lines, strings.Split(text.WrapHard(l, columns), "\n")...) // as a terminal does
	}
	widest := 60
	for _, l := range lines {
		widest = max(widest, text.StringWidthWithoutEscSequences(l))
	}
	width, height := 2*border+int(letter*float64(widest)), bar+2*border+line*len(lines)
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="13">
<rect width="100%%" height="100%%" rx="8" fill="#1e2127"/>
<circle cx="18" cy="15" r="5" fill="#e06c75"/><circle cx="36" cy="15" r="5" fill="#e5c07b"/><circle cx="54" cy="15" r="5" fill="#98c379"/>
`, width, height)
	for i, l := range lines {
		y := bar + border + line*i + line/2
		column := 0
		for _, part := range parts(l) {
			n := text.StringWidthWithoutEscSequences(part.text)
			if strings.TrimSpace(part.text) != "" {
				// The length is given, so that columns stand below each other in any font.
				fmt.Fprintf(out, `<text xml:space="preserve" x="%.0f" y="%d" fill="%s" textLength="%.0f">%s</text>`+"\n",
					border+letter*float64(column), y, part.colour, letter*float64(n), html.EscapeString(part.text))
			}
			column += n
		}
	}
	fmt.Fprintln(out, "</svg>")
	return out.Flush()
}

// part is text of one colour.
type part struct{ text, colour string }

func parts(l string) (all []part) {
	colour := "#d7dae0"
	for l != "" {
		at := regexp.MustCompile(`\x1b\[([0-9;]*)[A-Za-z]`).FindStringSubmatchIndex(l)
		if at == nil {
			return append(all, part{l, colour})
		}
		if at[0] > 0 {
			all = append(all, part{l[:at[0]], colour})
		}
		code := l[at[2]:at[3]]
		colour = map[string]string{"31": "#e06c75", "32": "#98c379", "33": "#e5c07b", "1": "#61afef"}[code]
		if colour == "" {
			colour = "#d7dae0"
		}
		l = l[at[1]:]
	}
	return all
}

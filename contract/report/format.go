package report

import (
	"fmt"
	"io"
	"strings"
)

// Writer writes a report in one format.
type Writer func(io.Writer, Report) error

// format is one of the formats, by the name that users give it.
type format struct {
	name  string
	write Writer
}

func formats() []format {
	return []format{
		{"text", writeText},
		{"json", writeJSON},
		{"junit", writeJUnit},
		{"sarif", writeSARIF},
		{"html", writeHTML},
		{"markdown", writeMarkdown},
	}
}

// Formats lists the names that [For] understands.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// For returns the writer of a format. It masks what it writes; see [Report].
func For(name string) (Writer, error) {
	for _, f := range formats() {
		if f.name == name {
			return func(w io.Writer, r Report) error { return f.write(w, r.safe()) }, nil
		}
	}
	return nil, fmt.Errorf("report: format %q: must be one of %s", name, strings.Join(Formats(), ", "))
}

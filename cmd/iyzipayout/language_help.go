package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// turkishHelp has the Turkish of each paragraph of help, below a line of two hyphens. A test finds those of the verbs that pay which are
// missing, and those that no help has.
//
//go:embed turkish_help.txt
var turkishHelp string

func helpWords() map[string]string {
	words := map[string]string{}
	for block := range strings.SplitSeq(strings.TrimSpace(turkishHelp), "\n\n") {
		english, turkish, _ := strings.Cut(block, "\n--\n")
		words[english] = turkish
	}
	return words
}

// helpInTurkish makes the help of a command line Turkish. What has no translation stays as it is.
func helpInTurkish(root *cobra.Command) {
	english := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		words := helpWords()
		said := func(text string) string {
			paragraphs := strings.Split(text, "\n\n")
			for i, p := range paragraphs {
				if turkish, known := words[p]; known {
					paragraphs[i] = turkish
				}
			}
			return strings.Join(paragraphs, "\n\n")
		}
		cmd.Short, cmd.Long = said(cmd.Short), said(cmd.Long)
		for _, g := range cmd.Groups() {
			g.Title = said(g.Title)
		}
		for _, c := range cmd.Commands() {
			c.Short = said(c.Short)
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) { f.Usage = said(f.Usage) })
		var page bytes.Buffer
		out := cmd.OutOrStdout()
		cmd.SetOut(&page)
		english(cmd, args)
		cmd.SetOut(out)
		fmt.Fprint(out, ofHelp(page.String()))
	})
}

// ofHelp says in Turkish what the library writes into a page of help.
func ofHelp(page string) string {
	for english, turkish := range map[string]string{
		`(?m)^Usage:$`: "Kullanım:", `(?m)^Examples:$`: "Örnekler:", `(?m)^Available Commands:$`: "Komutlar:", `(?m)^Additional help topics:$`: "Diğer yardım konuları:",
		`(?m)^Additional Commands:$`: "Diğer komutlar:", `(?m)^Flags:$`: "Seçenekler:", `(?m)^Global Flags:$`: "Genel seçenekler:",
		`\[flags\]`: "[seçenekler]", `\[command\]`: "[komut]", `\(default (".*"|[0-9a-z.]+)\)`: "(varsayılan $1)",
		`(?m)^Use "(.*) \[(?:command|komut)\] --help" for more information about a command\.$`: `Bir komut hakkında daha fazlası için: "$1 [komut] --help"`,
		`(?m)\bhelp for [a-z-]+$`: "bu komutun yardımı", `(?m)\bversion for iyzipayout$`: "iyzipayout sürümü",
	} {
		page = regexp.MustCompile(english).ReplaceAllString(page, turkish)
	}
	return page
}

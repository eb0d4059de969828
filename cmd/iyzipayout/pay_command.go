package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// said is the command line of a verb as words: the verb, its arguments, and the flags that were given.
func said(cmd *cobra.Command) []string {
	words := append(strings.Fields(cmd.CommandPath()), cmd.Flags().Args()...)
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if list, is := f.Value.(pflag.SliceValue); is {
			for _, value := range list.GetSlice() {
				words = append(words, "--"+f.Name, value)
			}
			return
		}
		switch value := f.Value.String(); {
		case value == "true" && f.NoOptDefVal == "true":
			words = append(words, "--"+f.Name)
		case f.NoOptDefVal != "" || strings.HasPrefix(value, "-"):
			words = append(words, "--"+f.Name+"="+value)
		default:
			words = append(words, "--"+f.Name, value)
		}
	})
	return words
}

// with is the command that was said, with one flag for another one. It can be pasted into a shell.
func (f payFlags) with(flag ...string) string {
	var words []string
	for i := 0; i < len(f.commandLine); i++ {
		switch word := f.commandLine[i]; word {
		case "--only-unpaid", "--pay-again", "--dry-run":
		case "--yes", "-y": // whoever pays once more, or in another period, is asked
			if flag[0] == "--only-unpaid" {
				words = append(words, word)
			}
		case "--rest", flag[0]:
			i++ // its value
		default:
			words = append(words, quoted(word))
		}
	}
	for _, word := range flag {
		words = append(words, quoted(word))
	}
	return strings.Join(words, " ")
}

// withVerb is the command that was said, for another verb.
func (f payFlags) withVerb(verb string) string {
	words := []string{quoted(f.commandLine[0]), verb}
	for _, word := range f.commandLine[2:] {
		if word != "--yes" {
			words = append(words, quoted(word))
		}
	}
	return strings.Join(words, " ")
}

// restOf is the command that writes the lines of the file that were not paid, with what was said about file and place. Where only the id of
// the payout was said somebody else knows the file, and the payout its period.
func (p *payment) restOf() string {
	extension := filepath.Ext(p.file)
	words := []string{p.commandLine[0], "rest", p.file, strings.TrimSuffix(p.file, extension) + "-rest" + strings.Replace(strings.ToLower(extension), ".xlsm", ".xlsx", 1)}
	if p.in == nil {
		words = []string{p.commandLine[0], "rest", "FILE", "NEWFILE"}
	}
	other, flags := defaultPayFlags(), &cobra.Command{}
	other.whereFlags(flags, streams{})
	other.fileFlags(flags)
	for i := 0; i < len(p.commandLine); i++ {
		name, _, _ := strings.Cut(strings.TrimPrefix(p.commandLine[i], "--"), "=")
		if known := flags.Flags().Lookup(name); !strings.HasPrefix(p.commandLine[i], "--") || known == nil || name == "errors" {
			continue
		}
		words = append(words, p.commandLine[i])
		if i+1 < len(p.commandLine) && !strings.HasPrefix(p.commandLine[i+1], "--") && !strings.Contains(p.commandLine[i], "=") {
			i++
			words = append(words, p.commandLine[i])
		}
	}
	if p.in == nil && p.period == "" && p.plan != nil && p.plan.Period != "" {
		words = append(words, "--period", p.plan.Period)
	}
	return strings.Join(quotedWords(words), " ")
}

// quotedWords are words as a shell reads them.
func quotedWords(words []string) (all []string) {
	for _, word := range words {
		all = append(all, quoted(word))
	}
	return all
}

// quoted is a word as a shell reads it: that of POSIX, and where the word has nothing that they read differently that of Windows, too.
func quoted(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=,@%+", r)
	}
	if word != "" && !slices.ContainsFunc([]rune(word), func(r rune) bool { return !plain(r) }) {
		return word
	}
	if word != "" && !strings.ContainsAny(word, "\"\\$`!%'\n") {
		return `"` + word + `"`
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

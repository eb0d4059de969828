package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/contract/report"
)

// complete offers a flag's words to the shell.
func complete(cmd *cobra.Command, flag string, words ...string) {
	// It fails only for a flag that does not exist, which the tests of the verbs would show.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// wordFlag declares a flag that is no file, with the words that the shell offers for it.
func wordFlag(cmd *cobra.Command, to *string, name, value, usage string, words ...string) {
	cmd.Flags().StringVar(to, name, value, usage)
	complete(cmd, name, words...)
}

// formatFlag declares the form of a report.
func formatFlag(cmd *cobra.Command, to *string, value, what string) {
	wordFlag(cmd, to, "format", value, "form of the "+what+": "+strings.Join(report.Formats(), ", "), report.Formats()...)
}

// fileFlag declares a flag that names a file with one of the extensions.
func fileFlag(cmd *cobra.Command, to *string, name, value, usage string, extensions ...string) {
	cmd.Flags().StringVar(to, name, value, usage)
	_ = cmd.MarkFlagFilename(name, extensions...)
}

func dirFlag(cmd *cobra.Command, to *string, name, value, usage string) {
	cmd.Flags().StringVar(to, name, value, usage)
	_ = cmd.MarkFlagDirname(name)
}

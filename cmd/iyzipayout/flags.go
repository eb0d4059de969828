package main

import (
	"cmp"
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/localize"
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

// langFlag declares the language of a verb that speaks more than English.
func langFlag(cmd *cobra.Command, to *string) {
	wordFlag(cmd, to, "lang", "", "language of what is said here: tr or en (default: that of LC_ALL, LC_MESSAGES or LANG)", "tr", "en")
}

func dirFlag(cmd *cobra.Command, to *string, name, value, usage string) {
	cmd.Flags().StringVar(to, name, value, usage)
	_ = cmd.MarkFlagDirname(name)
}

// ofCommandLine is an error of the libraries that read the command line as a sentence of ours, which can be said in every language.
func ofCommandLine(err error) error {
	if coded, is := errors.AsType[*exitError](err); is {
		return exit(coded.code, ofCommandLine(coded.err))
	}
	if unknown, is := errors.AsType[*pflag.NotExistError](err); is {
		if letters := unknown.GetSpecifiedShortnames(); letters != "" {
			return localize.Errorf("unknown flag: -%s", letters)
		}
		return localize.Errorf("unknown flag: --%s", unknown.GetSpecifiedName())
	}
	if alone, is := errors.AsType[*pflag.ValueRequiredError](err); is {
		return localize.Errorf("flag needs an argument: --%s", alone.GetFlag().Name)
	}
	if wrong, is := errors.AsType[*pflag.InvalidValueError](err); is {
		return localize.Errorf("--%s %s: %s", wrong.GetFlag().Name, wrong.GetValue(), cmp.Or(mustBe(wrong.GetFlag().Value.Type()), localize.Term(wrong.Unwrap().Error())))
	}
	if err == nil {
		return nil
	}
	if parts := unknownCommand().FindStringSubmatch(err.Error()); parts != nil {
		if near := strings.Fields(parts[3]); len(near) > 0 {
			return localize.Errorf("unknown command %q for %q, did you mean %s?", parts[1], parts[2], strings.Join(near, ", "))
		}
		return localize.Errorf("unknown command %q for %q", parts[1], parts[2])
	}
	if parts := required().FindStringSubmatch(err.Error()); parts != nil {
		return localize.Errorf("--%s is needed", strings.ReplaceAll(parts[1], `", "`, ", --"))
	}
	if parts := notTogether().FindStringSubmatch(err.Error()); parts != nil {
		return localize.Errorf("--%s: only one of these can be given", strings.ReplaceAll(parts[1], " ", ", --"))
	}
	return err
}

// mustBe says what the value of a flag of a type is, "" of a type of our own, which says so itself.
func mustBe(kind string) localize.Term {
	switch kind {
	case "duration":
		return "must be a duration, such as 30s, 10m or 1h"
	case "int":
		return "must be a whole number"
	case "bool":
		return "must be true or false"
	}
	return ""
}

var (
	unknownCommand = lazyregexp.New(`^unknown command "([^"]*)" for "([^"]*)"(?:\s+Did you mean this\?\s+([a-z\s-]*))?$`)
	required       = lazyregexp.New(`^required flag\(s\) "(.*)" not set$`)
	notTogether    = lazyregexp.New(`^if any flags in the group .* none of the others can be; \[(.*)\] were all set$`)
)

// langIn is what a command line that may be wrong says by --lang.
func langIn(args []string) (said string) {
	for i, arg := range args {
		if arg == "--lang" && i+1 < len(args) {
			said = args[i+1]
		}
		if value, is := strings.CutPrefix(arg, "--lang="); is {
			said = value
		}
	}
	return said
}

package main

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

func defaultPayFlags() payFlags {
	return payFlags{
		output: "table", colour: "auto", onRefused: "pay",
		wait: time.Hour, batchSize: 1000, parallel: 4, resendAfter: 30 * time.Second, secondLook: 2 * time.Second,
	}
}

// localeHelp is about verbs that write CSV.
const purposes = "SALARY, BONUS, SETTLEMENT, GOODS, SERVICES, CASHBACK, REBATES or DONATIONS"

const localeHelp = "language of the vendor's messages, and of CSV: tr (semicolons and decimal commas, as a Turkish Excel has them) or en (default: that of --lang)"

// takes checks that a verb got its arguments: one or two.
func takes(what ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) == len(what):
			return nil
		case len(what) == 1:
			return localize.Errorf("%s takes one %s, got %d", cmd.Name(), localize.Term(what[0]), len(args))
		}
		return localize.Errorf("%s takes %s and %s, got %d", cmd.Name(), what[0], what[1], len(args))
	}
}

// payFiles offers files of payouts to the shell.
func payFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"csv", "xlsx", "jsonl", "ndjson"}, cobra.ShellCompDirectiveFilterFileExt
}

// payouts offers the ids of the payouts that the journal knows and that are at one of the stages, or at any, the newest first; to a verb that
// takes a file, too, files where no id begins so.
func (f *payFlags) payouts(s streams, files bool, stages ...runner.Stage) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) (offered []string, do cobra.ShellCompDirective) {
		do = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
		if len(args) > 0 {
			return nil, do
		}
		if chosen := f.choose(s, true, true); chosen == nil && !f.emulated() {
			p, err := f.payment(s)
			if err == nil {
				p.err = io.Discard
				known, _ := p.known(cmd.Context()) // what cannot be read is not offered
				for _, k := range slices.Backward(known) {
					if id := plaintext.Printable(k.ExternalID); strings.HasPrefix(id, begun) && (len(stages) == 0 || slices.Contains(stages, k.Stage)) {
						what := p.language.sprintf("%s, %s, %s", lines(k.Lines), k.Total, p.language.word(string(k.Stage)))
						offered = append(offered, cobra.CompletionWithDesc(id, what))
					}
				}
			}
		}
		if files && offered == nil {
			return payFiles(cmd, args, begun)
		}
		return offered, do
	}
}

// whereFlags say where to pay, and where the journal is.
func (f *payFlags) whereFlags(cmd *cobra.Command, s streams) {
	f.placeFlags(cmd, s)
	wordFlag(cmd, &f.locale, "locale", f.locale, localeHelp, "tr", "en")
	langFlag(cmd, &f.lang)
	dirFlag(cmd, &f.journal, "journal", "", "folder of the journal (default: one per environment in your state folder; with the built-in emulator none is kept)")
}

// fileFlags say how to read the file, and what its payout is.
func (f *payFlags) fileFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.externalID, "external-id", "", "your id of this payout (default: derived from the file's content)")
	wordFlag(cmd, &f.period, "period", "", "what the payments are for, such as 2026-12: part of what makes a payment, for files whose ids come again")
	wordFlag(cmd, &f.purpose, "purpose", "", purposes,
		"SALARY", "BONUS", "SETTLEMENT", "GOODS", "SERVICES", "CASHBACK", "REBATES", "DONATIONS")
	wordFlag(cmd, &f.decimal, "decimal", "", "how amounts are written: point or comma (default: told apart, never guessed)", "point", "comma")
	wordFlag(cmd, &f.format, "format", "", "what the file is: csv, xlsx or jsonl (default: as its name ends)", "csv", "xlsx", "jsonl")
	wordFlag(cmd, &f.encoding, "encoding", "", "how the letters of a file without a byte order mark are written (default: utf-8, or windows-1254 where its headings show that for certain): utf-8, windows-1254, iso-8859-9, utf-16le or utf-16be",
		"utf-8", "windows-1254", "iso-8859-9", "utf-16le", "utf-16be")
	flags.StringArrayVar(&f.maps, "map", nil, "what a column holds, as MEMBER=HEADING, such as id=\"Personel Kodu\"; may be given more than once")
	flags.StringArrayVar(&f.ignored, "ignore-columns", nil, "heading of a column that is passed over; may be given more than once")
	f.readFlags.bind(cmd)
	flags.BoolVar(&f.noChecksum, "no-checksum", false, "do not check the check digits of IBANs and identity numbers")
	flags.IntVar(&f.batchSize, "batch-size", f.batchSize, "most lines of one batch")
}

// sendFlags say how to hand over and to authorise.
func (f *payFlags) sendFlags(cmd *cobra.Command) {
	f.handOverFlags(cmd)
	flags := cmd.Flags()
	wordFlag(cmd, &f.onRefused, "on-refused", f.onRefused, "what to do when iyzico refuses lines: pay the others, or cancel all", "pay", "cancel")
	flags.BoolVar(&f.checkBalance, "check-balance", false, "stop before auth when the balance does not cover the lines")
	flags.DurationVar(&f.resendAfter, "resend-after", f.resendAfter, "how long the payout must read INIT before an auth of unknown outcome is sent again; 0: never")
}

// handOverFlags say how to hand over.
func (f *payFlags) handOverFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.takeOver, "take-over", false, "go on also with a payout that was handed over from another machine or folder")
	flags.IntVar(&f.parallel, "parallel", f.parallel, "how many batches are under way at once")
	flags.BoolVar(&f.skipLookUp, "skip-lookup", false, "do not ask whether iyzico knows the payout before the first init: only if iyzico answers that question with an error")
	flags.DurationVar(&f.secondLook, "second-look", f.secondLook, "longest random pause before the first init and the first auth, after which it looks whether another machine was faster")
}

// whichFlags say which lines of the file are meant, and whether anything is sent.
func (f *payFlags) whichFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.onlyUnpaid, "only-unpaid", false, "take the lines that no payout holds, and leave the others out")
	flags.BoolVar(&f.payAgain, "pay-again", false, "take also lines that a payout holds, to be paid once more, after naming them")
	flags.BoolVar(&f.dryRun, "dry-run", false, "check the file, show every line as it was understood and the sums, and send nothing")
	cmd.MarkFlagsMutuallyExclusive("only-unpaid", "pay-again")
}

// resultFlags say how to ask, to wait and to print.
func (f *payFlags) resultFlags(cmd *cobra.Command) {
	f.shownFlags(cmd)
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "do not ask before sending (needed where nobody can answer)")
	cmd.Flags().DurationVar(&f.wait, "wait", f.wait, "how long to wait for the lines to settle")
}

// pagerFlag leaves the pager out.
func (f *payFlags) pagerFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.noPager, "no-pager", false, "do not show a table that is longer than the terminal by IYZIPAYOUT_PAGER, PAGER or less")
}

// shownFlags say how to print the lines of a payout.
func (f *payFlags) shownFlags(cmd *cobra.Command) {
	wordFlag(cmd, &f.output, "output", f.output, "form of the results: table, json, csv or xlsx", "table", "json", "csv", "xlsx")
	wordFlag(cmd, &f.colour, "color", f.colour, "colour of the states in a table: auto (on a terminal, unless NO_COLOR is set), always or never", "auto", "always", "never")
	cmd.Flags().BoolVar(&f.failedOnly, "failed-only", false, "show only the lines that are not known to be paid; the sums are still those of all")
	fileFlag(cmd, &f.unmasked, "unmasked", "", "also write all lines into this file with whole names, numbers and descriptions and the file's own columns, for whoever reconciles them (.csv, .xlsx or .json; nobody else can read it)", "csv", "xlsx", "json")
}

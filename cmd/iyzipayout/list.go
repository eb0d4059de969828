package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

func newList(s streams) *cobra.Command {
	f := defaultPayFlags()
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the payouts that the journal knows",
		Long: `list says what the journal of an environment knows of each payout, the oldest first: its externalId, lines, sum and stage, and how many
of the lines are paid, not paid (also those that iyzico refused when they were handed over), unknown, and open: those of a payout that waits
or is under way. iyzico is not asked, and no keys are needed.

The stages are begun, waits (prepared, for its release), handed over, auth in doubt, authorised, settled, canceled and cannot be read.

Exit codes:
` + exitCodes,
		Example: `  iyzipayout list --env production`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.commandLine = said(cmd)
			return list(cmd.Context(), s, f)
		},
	}
	f.whereFlags(cmd, s)
	cmd.Flags().Lookup("locale").Usage = "form of CSV: tr (semicolons and decimal commas, as a Turkish Excel has them) or en"
	wordFlag(cmd, &f.output, "output", f.output, "form of the list: table, json or csv", "table", "json", "csv")
	f.pagerFlag(cmd)
	return cmd
}

// listed is one payout of the list.
type listed struct {
	ExternalID  string   `json:"externalId"`
	Environment string   `json:"environment"`
	Period      string   `json:"period,omitempty"`
	RequestIDs  []string `json:"requestIds,omitempty"`
	Batches     int      `json:"batches"`
	Lines       int      `json:"lines"`
	Total       string   `json:"total"`
	Currency    string   `json:"currency"`
	Stage       string   `json:"stage"`
	Begun       string   `json:"begun"`
	Settled     string   `json:"settled,omitempty"`
	Paid        int      `json:"paid"`
	NotPaid     int      `json:"notPaid"`
	Unknown     int      `json:"unknown"`
	Open        int      `json:"open"` // not settled
}

func list(ctx context.Context, s streams, f payFlags) error {
	p, err := f.payment(s)
	if err != nil {
		return exit(exitInput, err)
	}
	page := p.pagerFor()
	err = p.list(ctx)
	page.show(p.getenv)
	return p.language.say(err)
}

func (p *payment) list(ctx context.Context) error {
	known, err := p.known(ctx)
	if err != nil {
		err = exit(exitInput, err)
		if len(known) > 0 {
			err = exit(exitInput, localize.Errorf("some journals could not be read: %w", err))
		} else if p.output != "json" {
			return err
		}
	}
	all := []listed{}
	for _, k := range known {
		one := listed{
			ExternalID: plaintext.Printable(k.ExternalID), Environment: k.Environment, Period: plaintext.Printable(k.Period), Batches: k.Batches, Lines: k.Lines,
			Total: k.Total.Value().String(), Currency: k.Total.Currency(), Stage: string(k.Stage), Begun: k.Begun.UTC().Format(time.RFC3339),
			Paid: k.Paid, NotPaid: k.NotPaid, Unknown: k.Unknown, Open: k.Open,
		}
		for _, id := range k.RequestIDs {
			one.RequestIDs = append(one.RequestIDs, plaintext.Printable(id))
		}
		if !k.Settled.IsZero() {
			one.Settled = k.Settled.UTC().Format(time.RFC3339)
		}
		all = append(all, one)
	}
	if failed := p.writeList(all, err); failed != nil {
		return exit(exitInput, failed)
	}
	return err
}

// known asks the journal, where there is one.
func (p *payment) known(ctx context.Context) ([]runner.Known, error) {
	there, done, err := p.openOffline()
	if err != nil || !there {
		return nil, err
	}
	defer done()
	a, err := p.attempt(nil)
	if err != nil {
		return nil, err
	}
	return a.List(ctx)
}

// listResult is the list as JSON. docs/result.schema.json describes it, too.
type listResult struct {
	Environment string   `json:"environment"`
	Verb        string   `json:"verb"`
	Payouts     []listed `json:"payouts"`
	verdictObject
}

func (p *payment) writeList(all []listed, err error) error {
	switch p.output {
	case "json":
		enc := json.NewEncoder(p.out)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(listResult{p.place(), "list", all, newVerdictObject(p.ending(err), p.place())})
	case "csv":
		rows := [][]string{p.language.all("externalId", "environment", "period", "batches", "lines", "total", "currency", "stage", "begun", "settled", "paid", "notPaid", "unknown", "open")}
		for _, l := range all {
			rows = append(rows, []string{
				l.ExternalID, l.Environment, l.Period, strconv.Itoa(l.Batches), strconv.Itoa(l.Lines), l.Total, l.Currency, l.Stage, l.Begun,
				l.Settled, strconv.Itoa(l.Paid), strconv.Itoa(l.NotPaid), strconv.Itoa(l.Unknown), strconv.Itoa(l.Open),
			})
		}
		csvRecords(p.out, p.locale == "tr", 5)(rows)
		return nil
	case "table":
		var rows [][]string
		for _, l := range all {
			rows = append(rows, []string{
				l.ExternalID, l.Period, strconv.Itoa(l.Lines), p.language.amount(l.Total, l.Currency), p.language.word(l.Stage), l.Begun,
				strconv.Itoa(l.Paid), strconv.Itoa(l.NotPaid), strconv.Itoa(l.Unknown), strconv.Itoa(l.Open),
			})
		}
		head := []string{"Payout", "Period", "Lines", "Total", "Stage", "Begun", "Paid", "Not paid", "Unknown", "Open"}
		fmt.Fprintln(p.out, p.view().drawn(head, rows, []int{3, 4, 7, 8, 9, 10}, 5))
		return nil
	}
	return localize.Errorf("--output %s: must be table, json or csv", p.output)
}
